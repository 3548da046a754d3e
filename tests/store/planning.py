"""How a database goes about what a store asks of it."""

import re
from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def watched(store):
    """The SELECTs, INSERTs and UPDATEs that are sent meanwhile, with the parameters of each (or of its first row).

    Without the look at the seal, by which every transaction that writes begins.
    """
    sent = []

    def keep(_connection, _cursor, statement, parameters, _context, _many):
        if statement.split()[0] in {"SELECT", "WITH", "INSERT", "UPDATE"} and "FROM installation" not in statement:
            sent.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(store.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(store.engine, "before_cursor_execute", keep)


def plans(world, act_on_it):
    """How the database goes about each SELECT and UPDATE that the act sends."""
    with watched(world.store) as sent:
        act_on_it()
    explain = "EXPLAIN QUERY PLAN " if world.store.is_sqlite else "EXPLAIN "
    found = []
    for statement, parameters in sent:
        if not statement.startswith("INSERT"):
            with world.store.write(dry_run=True) as connection:
                rows = connection.exec_driver_sql(explain + statement, parameters)
                found.append("\n".join(str(row[-1]) for row in rows))
    return found


def kept_plans(world, act_on_it):
    """The same of statements that were sent often: PostgreSQL keeps a plan for whatever is asked."""
    if world.store.is_sqlite:
        return plans(world, act_on_it)
    with watched(world.store) as sent:
        act_on_it()
    found = []
    for statement, parameters in sent:
        with world.store.write(dry_run=True) as connection:
            connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
            places = {name: f"${place}" for place, name in enumerate(parameters, 1)}
            connection.exec_driver_sql(f"PREPARE kept AS {statement % places}")
            given = f"({', '.join(['NULL'] * len(places))})" if places else ""
            found.append("\n".join(connection.exec_driver_sql(f"EXPLAIN EXECUTE kept{given}").scalars()))
            connection.exec_driver_sql("DEALLOCATE kept")
    return found


def whole_reads(found):
    """The lines of plans that read all deliveries or all attempts; what is in doubt, or in hand, is little."""
    pattern = r"SCAN (?:deliveries|attempts)\b(?! USING INDEX ix_deliveries_(?:doubt|lease|speaking)).*|Seq Scan on (?:deliveries|attempts)\b.*"
    return [line for plan in found for line in re.findall(pattern, plan)]


def read(world, question, *arguments):
    with world.store.read() as connection:
        return question(connection, *arguments)
