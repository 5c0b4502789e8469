"""Work that takes much memory, in a process that gives it back when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from digit_tc.errors import DigitError, StoreError
from digit_tc.runs.site import Site

_OWN_ERROR = 3


def run_in_child(module: str, site: Site) -> str:
    """What `module`, run as a program over a run, prints; see `answer_parent`.

    Raises the DigitError that the program ended with, or one that says how it ended.
    """
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    done = subprocess.run(  # noqa: S603  (a module of ours, with this Python)
        [sys.executable, "-m", module, str(site.db), site.run_id],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root},
        start_new_session=True,  # Ctrl-C is for the run, which decides what to finish
    )
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.strip().splitlines()
    if done.returncode == _OWN_ERROR and said:
        raise StoreError(said[-1])
    raise DigitError(
        f"A part of run {site.run_id} ended early: "
        f"{said[-1] if said else f'exit code {done.returncode}'}.",
        remedy=f"What was made is kept; go on with --run-id {site.run_id}.",
    )


def answer_parent(work: Callable[[Site], str]) -> None:
    """The other side: do the work, print what it gives, and end."""
    try:
        answer = work(Site(Path(sys.argv[1]), sys.argv[2]))
    except DigitError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.stderr.flush()
        os._exit(_OWN_ERROR)
    sys.stdout.write(answer)
    sys.stdout.flush()
    # What the libraries say when an interpreter ends is of no use to anybody here.
    os._exit(0)
