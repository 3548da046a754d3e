"""The dashboard: parse, call a verb of the desk, show a page. Nothing here decides or queries."""
