"""Other data each night, from the date alone: seeds and run ids of scheduled runs."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

from digit_tc.errors import ConfigError

SeedChange = Literal["day", "run", "never"]
"""How often the seed changes: with the date, with every scheduled minute, or not at all."""

_LIMIT = 2**63


def derive_seed(seed: int, moment: dt.datetime, rolling: SeedChange) -> int:
    """The seed of a run that was scheduled for `moment`.

    The run file's seed with the date behind it, so that people can read it: 7 becomes 720261123 on
    23 November 2026. With `run` the minute stands behind the date. Pure: the same night has the
    same seed wherever and whenever it is made again.
    """
    if rolling == "never":
        return seed
    stamp = f"{moment:%Y%m%d}" if rolling == "day" else f"{moment:%Y%m%d%H%M}"
    return int(f"{seed}{stamp}") % _LIMIT


def is_derived_from(seed: int, given: int) -> bool:
    """Whether a run's seed is a run file's seed with a date behind it: 720261123 from 7."""
    stamp = str(seed).removeprefix(str(given))
    forms = {8: "%Y%m%d", 12: "%Y%m%d%H%M"}
    if len(stamp) == len(str(seed)) or len(stamp) not in forms:
        return False
    try:
        dt.datetime.strptime(stamp, forms[len(stamp)])  # noqa: DTZ007
    except ValueError:
        return False
    return True


def name_scheduled_run(name: str, moment: dt.datetime) -> str:
    """`nightly-20261123-020000`: a retry of a scheduled run is the same run."""
    return f"{name}-{moment:%Y%m%d-%H%M%S}"


def to_time_zone(moment: dt.datetime, zone: str) -> dt.datetime:
    """The moment as clocks in `zone` show it, whose midnight divides the nights."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        raise ConfigError(
            f"There is no time zone {zone!r}.",
            remedy="Name one of the IANA database, such as UTC or Europe/Berlin.",
        ) from None
