"""Judge an exported dataset by itself alone.

python -m benchmarks.judge dataset.jsonl [--json] [--show 5] [--implicit-share 0.35]

Prints a table of figures; the exit code is 1 where a figure misses what the method promises, 2
where the file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .dataset import Judge
from .report import write_json, write_table


def main() -> int:
    """Judge the file that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.judge", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N offenders each")
    parser.add_argument("--implicit-share", type=float, default=0.35)
    parser.add_argument("--implicit-tolerance", type=float, default=0.05)
    parser.add_argument("--min-multi-call-turns", type=float, default=0.45)
    options = parser.parse_args()
    judge = Judge()
    try:
        with options.file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                judge.judge_line(number, line)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.file} cannot be read: {error}", file=sys.stderr)
        return 2
    failures = judge.failures(
        options.implicit_share, options.implicit_tolerance, options.min_multi_call_turns
    )
    if options.json:
        print(write_json(judge, failures, options.show))
    else:
        print(*write_table(judge, failures, options.show), sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
