"""How many of the judge's votes on a run could be read."""

from __future__ import annotations

from digit_tc.runs.site import Site


def count_judge_votes(site: Site) -> tuple[int, int]:
    """Readable votes of a run so far, and all of them."""
    with site.store.reading() as reader:
        return reader.vote_counts(site.run_id)
