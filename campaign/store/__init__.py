"""The only SQLAlchemy in the house: tables, transactions, the queue, history. Frozen values go in and come out."""
