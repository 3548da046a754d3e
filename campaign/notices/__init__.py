"""People are told what went wrong: events become one notice, worded, and sent by mail, webhook or a service."""
