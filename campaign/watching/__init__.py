"""How an operator is told: facts gathered, served to machines (health, metrics), and sent to people (notices)."""
