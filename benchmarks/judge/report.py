"""What was found, as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .dataset import Judge


def write_table(judge: Judge, failures: dict[str, str], shown: int) -> Iterator[str]:
    """A line for each figure, then up to `shown` offenders of each name."""
    for name, value in judge.figures().items():
        promise = f"  FAILS: must be {failures[name]}" if name in failures else ""
        yield f"{name:<40}{value:>12}{promise}"
    for name, items in sorted(judge.tally.offences.items()) if shown else ():
        yield f"\n{name}: {judge.tally.counts[name]}"
        yield from (f"  {item}" for item in items[:shown])


def write_json(judge: Judge, failures: dict[str, str], shown: int) -> str:
    """`figures`, `failures` and up to `shown` offenders of each name."""
    offences = {name: items[:shown] for name, items in sorted(judge.tally.offences.items())}
    found = {"figures": judge.figures(), "failures": failures, "offences": offences}
    return json.dumps(found, indent=2)
