"""Runs the benchmarks one after the other: `python -m benchmarks [NAME...]`, `--list` names them.

Returns 1 where one of them is beyond its limit.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
NO_BENCHMARKS = {"__main__", "__init__", "judge", "judge_export"}
"""What measures nothing by itself; the judge reads an export that it is given."""


def benchmarks() -> dict[str, str]:
    """Name → what it measures, from the first line of its file, or of a package's `__main__`."""
    files = {path.stem: path for path in FOLDER.glob("*.py")}
    files |= {path.parent.name: path for path in FOLDER.glob("*/__main__.py")}
    found = {}
    for name in sorted(files.keys() - NO_BENCHMARKS):
        told = ast.get_docstring(ast.parse(files[name].read_text(encoding="utf-8"))) or ""
        found[name] = told.splitlines()[0].split(": `")[0] if told else ""
    return found


def main() -> int:
    """Run those that are named, or all."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--list", action="store_true", help="only tell what there is")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(known)}")
    if options.list:
        for name, told in known.items():
            print(f"{name:<16}{told}")
        return 0
    beyond = []
    for name in options.names or known:
        print(f"== {name}: {known[name]}", flush=True)
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
            check=False,
        )
        print(f"   {time.monotonic() - began:.0f} s\n", flush=True)
        if ended.returncode:
            beyond.append(name)
    print(f"Beyond a limit: {', '.join(beyond)}" if beyond else "All within their limits.")
    return int(bool(beyond))


if __name__ == "__main__":
    sys.exit(main())
