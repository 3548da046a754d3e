"""``./run bench [NAME…]``: prints the figures of docs/benchmarks.md, as measured here and now."""

import importlib
import pkgutil
import sys

import tests.benchmarks


def main(names):
    """Runs the named benchmarks, or all: modules of this folder with a function ``run``."""
    modules = [one.name for one in pkgutil.iter_modules(tests.benchmarks.__path__) if one.name != "__main__"]
    found = {name: importlib.import_module(f"tests.benchmarks.{name}") for name in modules}
    known = {name: module for name, module in found.items() if hasattr(module, "run")}
    if unknown := [name for name in names if name not in known]:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in names or known:
        for line in known[name].run():
            print(line if isinstance(line, str) else _worded(*line), flush=True)
    return 0


def _worded(what, value, unit):
    return f"{what:60} {value:12,.2f} {unit}"


sys.exit(main(sys.argv[1:]))
