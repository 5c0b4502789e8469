"""What a command comes to: an exit code, and for a failure one or two plain sentences."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from digit_tc.errors import DigitError, GateError
from flows.cli.text import cleaned

_STOPPED = 130
_BROKEN_PIPE = 141
"""As the shell tells it of a program that a closed pipe ended."""


def exit_code_of(command: Callable[[], object]) -> int:
    """Run a command; tell its failure on standard error; never show a traceback."""
    _accept_any_text()
    try:
        result = command()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return max(error.exit_code, 2)
    except DigitError as error:
        return _tell(error)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        return _STOPPED
    except BrokenPipeError:
        # Whoever read us has gone. Python would complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except Exception as error:
        return _tell_unexpected(error)
    return result if isinstance(result, int) else 0


def _tell(error: DigitError) -> int:
    click.echo(cleaned(str(error)), err=True)
    if isinstance(error, GateError):
        for failure in error.failures:
            if failure in str(error):
                continue
            click.echo(f"  {cleaned(failure)}", err=True)
    return error.exit_code


def _tell_unexpected(error: Exception) -> int:
    told = "".join(traceback.format_exception(error))
    if os.environ.get("DIGIT_TC_DEBUG", "").lower() in {"1", "true", "yes", "on"}:
        click.echo(told, err=True)
        return 1
    first = cleaned(str(error)).splitlines()[:1]
    said = f"{type(error).__name__}: {first[0][:200]}" if first else type(error).__name__
    try:
        log = _write_log(told)
    except OSError:
        where = "DIGIT_TC_DEBUG=1 shows the details."
    else:
        where = f"The details are in {log}; DIGIT_TC_DEBUG=1 shows them."
    click.echo(f"digit-tc met an error that it did not expect ({said}). {where}", err=True)
    return 1


def _write_log(told: str) -> Path:
    from digit_tc.config.settings import Settings, read_settings

    try:
        log = read_settings().log_file
    except DigitError:
        log = Settings.model_construct().log_file
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(told + "\n")
    return log


def _accept_any_text() -> None:
    # A terminal of another encoding shows an escape, and does not end the command.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
