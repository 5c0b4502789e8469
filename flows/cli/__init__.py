"""The command line: `digit-tc …`. Importing it must stay fast, so commands import when they run."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

import digit_tc
from flows.cli.cost import cost
from flows.cli.diff import diff
from flows.cli.events import events
from flows.cli.export import export
from flows.cli.generate import generate
from flows.cli.graph import graph
from flows.cli.outcome import exit_code_of
from flows.cli.pilot import pilot
from flows.cli.preview import preview
from flows.cli.rehearse import rehearse
from flows.cli.replay import replay
from flows.cli.rerun import rerun
from flows.cli.resume import resume
from flows.cli.runs import runs
from flows.cli.serve import serve
from flows.cli.show import show
from flows.cli.sql import sql
from flows.cli.tools import tools
from flows.cli.ui import ui

__all__ = ["cli", "main", "run_command"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(digit_tc.__version__, prog_name="digit-tc")
def cli() -> None:
    """Multi-turn tool-calling training data from tool specifications alone.

    \b
    digit-tc preview             three conversations at once, nothing is stored
    digit-tc generate            200 conversations from the starter tools
    digit-tc show latest         what became of them
    digit-tc generate --help     your own tools, counts and seeds; models
    digit-tc pilot run.yaml      what a run with models will yield and cost
    digit-tc cost latest         what was paid for what
    digit-tc resume latest       go on with a run that did not come to its end
    digit-tc rerun latest        redo what is missing, failed or stale

    Exit codes: 0 done, 1 something broke, 2 the input is wrong, 3 the sources cannot give what was
    asked for, 4 a quality gate failed or a replay found a difference, 5 the budget is spent (what
    was accepted is exported), 130 stopped by you. DIGIT_TC_HOME is the folder of all data; default
    digit-tc-data.
    """


for command in (
    preview,
    generate,
    resume,
    rerun,
    pilot,
    tools,
    graph,
    runs,
    show,
    diff,
    events,
    cost,
    export,
    replay,
    sql,
    ui,
    serve,
    rehearse,
):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    codes: list[int] = []
    # What is registered first is called last, when threads have ended and others have tidied up.
    atexit.register(_end_at_once, codes)
    codes.append(run_command())
    raise SystemExit(codes[0])


def run_command() -> int:
    """Run the command line; gives its exit code."""
    # Loading hundreds of modules makes no garbage to look for every 700 objects.
    gc.set_threshold(50_000)
    return exit_code_of(lambda: cli.main(prog_name="digit-tc", standalone_mode=False))


def _end_at_once(codes: Sequence[int]) -> None:
    """Spare Python's own end of all that is loaded, which takes seconds and may find fault."""
    if codes:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(codes[0])
