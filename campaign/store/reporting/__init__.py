"""What reports are made of, as frozen values, counted by the database. Nothing here changes a delivery.

Of every campaign's days: ``sums`` is what a set of deliveries came to, ``counting`` counts it by SQL, ``days`` keeps it
of days that are over, ``summing`` adds what is kept to what has to be counted. Beside them one file a report.
"""
