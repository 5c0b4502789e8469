"""Names of runs: new ones, and ones that are there already."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digit_tc.errors import ConfigError

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.records import Run

# A run id names a folder, too.
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def new(name: str) -> str:
    """`name-yyyymmdd-hhmmss-xxxx`: sortable, and different for runs of one second."""
    now = dt.datetime.now().astimezone()
    return f"{name}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def find(database: Path, run_id: str, config: RunConfig) -> Literal["done", "unfinished"] | None:
    """What is known of a run with that id, which must have been made from the same run file.

    Raises `ConfigError` for an id that cannot be one, or that belongs to another run file.
    """
    if not _ALLOWED.fullmatch(run_id):
        raise ConfigError(
            f"{run_id!r} cannot be a run id.",
            remedy="Use letters, digits, '_', '.' and '-', a letter or digit first; at most 128.",
        )
    stored = _stored(database, run_id)
    if stored is None:
        return None
    from digit_tc.runs.register import refuse_another

    refuse_another(stored, config)
    return "done" if stored.status == "done" else "unfinished"


def is_stored(database: Path, run_id: str) -> bool:
    """Whether a run with that id is in the database."""
    return _stored(database, run_id) is not None


def _stored(database: Path, run_id: str) -> Run | None:
    if not database.exists():
        return None
    from digit_tc.store import Store

    with Store(database).reading() as reader:
        return next((run for run in reader.runs() if run.run_id == run_id), None)
