"""What stands before every page: who may reach the server, from which page, and as whom."""
