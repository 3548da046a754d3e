"""One file a revision, named by it; one line of history."""
