"""The verbs: all that a person can do, each one function. The command line and the dashboard are two faces of them."""
