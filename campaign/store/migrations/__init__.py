"""Alembic's folder; shipped in the wheel."""
