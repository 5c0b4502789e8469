"""The gate of a run, in a process of its own where the run is large.

Great Expectations and its frames take some 200 MB that a long-lived process would keep for ever.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from digit_tc.errors import DigitError, StoreError
from digit_tc.quality import frames_of, run_gate
from digit_tc.records import GateResult
from digit_tc.stages.site import Site

_LARGE = 400
"""Conversations from which on a second of start-up is worth the memory."""
_OWN_ERROR = 3


def gate_of(site: Site) -> GateResult:
    """Judge the admitted conversations of a run. Raises DigitError where it cannot be done."""
    with site.store.reading() as reader:
        admitted = reader.counts(site.run_id)["admitted"]
    return _apart(site) if admitted >= _LARGE else _here(site)


def _here(site: Site) -> GateResult:
    config = site.config()
    with site.store.reading() as reader:
        frames = frames_of(reader, site.run_id)
    return run_gate(frames, config, site.folder)


def _apart(site: Site) -> GateResult:
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    done = subprocess.run(  # noqa: S603  (this module, with this Python)
        [sys.executable, "-m", "digit_tc.stages.gate", str(site.db), site.run_id],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root},
        start_new_session=True,  # Ctrl-C is for the run, which decides what to finish
    )
    if done.returncode == 0:
        return GateResult.model_validate_json(done.stdout)
    said = done.stderr.strip().splitlines()
    if done.returncode == _OWN_ERROR and said:
        raise StoreError(said[-1])
    raise DigitError(
        f"The quality gate ended early: {said[-1] if said else f'exit code {done.returncode}'}.",
        remedy=f"The data are kept; go on with --run-id {site.run_id}.",
    )


def _main() -> None:
    site = Site(Path(sys.argv[1]), sys.argv[2])
    try:
        result = _here(site)
    except DigitError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.stderr.flush()
        os._exit(_OWN_ERROR)
    sys.stdout.write(result.model_dump_json())
    sys.stdout.flush()
    # What the libraries say when an interpreter ends is of no use to anybody here.
    os._exit(0)


if __name__ == "__main__":
    _main()
