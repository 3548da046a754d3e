"""A digest: what happened in a day or a week, as an e-mail to those who review it."""
