"""What happened, as pure values: each report is `build`-t of sums and rows, and `document` says how it is read.

`forms/` gives a document its form. Nothing is imported here: the process that sets a PDF would load the database too.
"""
