"""What reports are made of: sums of a campaign's deliveries, by account and by day. Nothing here changes a delivery.

``sums`` is what a set of deliveries came to, ``counting`` counts it by SQL, ``days`` keeps it of days that are over,
``summing`` adds what is kept to what has to be counted.
"""
