"""``./run bench [NAME…]``: prints the figures of docs/benchmarks.md, one line each, as measured here and now."""

import importlib
import pkgutil
import sys

import tests.benchmarks


def main(names):
    """Runs the named benchmarks, or all: modules of this folder with a function ``run``."""
    known = [one.name for one in pkgutil.iter_modules(tests.benchmarks.__path__) if one.name != "__main__"]
    if unknown := [name for name in names if name not in known]:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in names or known:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        if hasattr(module, "run"):
            for what, value, unit in module.run():
                print(f"{what:60} {value:12,.2f} {unit}", flush=True)
    return 0


sys.exit(main(sys.argv[1:]))
