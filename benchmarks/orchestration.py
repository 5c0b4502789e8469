"""What Prefect costs a run, as whole processes: `python benchmarks/orchestration.py`.

The same run three times: the stages alone; under Prefect with a private server that is started for
it; and under Prefect with a server that is there already. Seconds are those of the wall; CPU is
that of the run's own process, the server's apart. The three exports must be the same bytes.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

STAGES = """
import sys
import digit_tc
digit_tc.generate(db=sys.argv[1], export=sys.argv[2], count=int(sys.argv[3]))
"""
COMMAND = "from flows.cli import main; main()"


@dataclass(frozen=True)
class Measured:
    """One run as a process."""

    seconds: float
    cpu_seconds: float
    export: bytes


def run(arguments: list[str], export: Path, home: Path) -> Measured:
    """Run a program to its end. Raises CalledProcessError where it fails."""
    before = _cpu_of_children()
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", *arguments],
        cwd=ROOT,
        env={**_environment(), "DIGIT_TC_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return Measured(time.monotonic() - began, _cpu_of_children() - before, export.read_bytes())


def _cpu_of_children() -> float:
    # A private server is no child that this process waits for: only the run is counted.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}


def measure(count: int, folder: Path) -> dict[str, Measured]:
    """The three ways, by what they are called."""
    home = folder / "home"
    measured = {}

    def command(name: str) -> list[str]:
        places = ["--db", str(folder / f"{name}.duckdb"), "--export", str(folder / f"{name}.jsonl")]
        return [COMMAND, "generate", "--quiet", "--count", str(count), *places]

    export = folder / "alone.jsonl"
    measured["stages alone"] = run(
        [STAGES, str(folder / "alone.duckdb"), str(export), str(count)], export, home
    )
    # A home of its own is made first: what is once only is not what a run costs.
    warm_up = [COMMAND, "generate", "--quiet", "--count", "20", "--db", str(folder / "w.duckdb")]
    run([*warm_up, "--export", str(export)], export, home)
    measured["private server"] = run(command("private"), folder / "private.jsonl", home)
    server = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "ui"],
        cwd=ROOT,
        env={**_environment(), "DIGIT_TC_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None  # noqa: S101  (it is a pipe)
        server.stdout.readline()
        measured["server is there"] = run(command("there"), folder / "there.jsonl", home)
    finally:
        server.terminate()
        server.communicate()
    return measured


def main() -> int:
    """Prints the figures, and returns 1 where the three exports differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(options.count, Path(folder))
    alone = measured["stages alone"]
    print(f"{options.count} conversations   seconds   CPU   more than alone: seconds   CPU")
    for name, one in measured.items():
        print(
            f"{name:<18}{one.seconds:>10.1f}{one.cpu_seconds:>9.1f}"
            f"{one.seconds - alone.seconds:>17.1f}{one.cpu_seconds - alone.cpu_seconds:>15.1f}"
        )
    same = len({one.export for one in measured.values()}) == 1
    print("the exports are the same bytes" if same else "THE EXPORTS DIFFER")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
