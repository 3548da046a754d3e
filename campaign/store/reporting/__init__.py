"""What reports are made of, one file a report: rows as frozen values, counted by the database. Read only."""
