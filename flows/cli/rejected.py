"""Reasons of rejection, where somebody names one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from digit_tc.errors import ConfigError

if TYPE_CHECKING:
    from digit_tc.runs import Site

_LISTED = 12


def refuse_unknown(site: Site, reason: str) -> None:
    """Raise ConfigError where nothing of the run was ever rejected for that reason."""
    with site.store.reading() as reader:
        reasons = list(reader.rejections_by_reason(site.run_id))
    if reason in reasons:
        return
    near = get_close_matches(reason, reasons, n=1, cutoff=0.6)
    listed = ", ".join(reasons[:_LISTED]) + (", ..." if len(reasons) > _LISTED else "")
    there_are = f"The reasons that there are: {listed}." if reasons else "It rejected nothing."
    raise ConfigError(
        f"Nothing of run {site.run_id} was ever rejected for {reason!r}.",
        remedy=f"Did you mean {near[0]!r}? {there_are}" if near else there_are,
    )
