"""Run the benchmarks (all, or those named) and print a line for each figure."""

import importlib
import os
import pkgutil
import sys

import benchmarks

HELPERS = {"__main__", "tenant"}


def main(names: list[str]) -> int:
    """Every module of the package with `run() -> Iterable[str]` is a benchmark; exit 2 for a name that is none."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HELPERS]
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.stderr.write(f"No benchmark {', '.join(unknown)}: there are {', '.join(known)}\n")
        return 2
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ.pop(variable, None)  # O365 as it comes would trust that file instead of the tenant's
    for name in names or known:
        for line in importlib.import_module(f"benchmarks.{name}").run():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
