"""How far the judge of a run can be trusted so far."""

from __future__ import annotations

from digit_tc.runs.site import Site
from digit_tc.shards.judge_watch import JudgeWatch, unreliable

__all__ = ["JudgeWatch", "judged_so_far", "unreliable"]


def judged_so_far(site: Site) -> tuple[int, int]:
    """Readable votes of a run, and all of them."""
    with site.store.reading() as reader:
        return reader.vote_counts(site.run_id)
