"""How many scenarios a run needs for the conversations that it is to give."""

from __future__ import annotations

import math

from digit_tc.errors import YieldError
from digit_tc.stages.site import Site

_ROUND_MARGIN = 1.1
_LEAST_YIELD = 0.05
_LEAST_TRIED = 400


def missing(site: Site) -> int:
    """Conversations that are still to be admitted."""
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        return max(0, run.count - reader.counts(site.run_id)["admitted"])


def next_scenarios(site: Site) -> int:
    """How many scenarios there should be in all before the next round of writing.

    The first round has one for each conversation; later rounds go by the yield so far.
    """
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        counts = reader.counts(site.run_id)
    have, admitted = counts["scenarios"], counts["admitted"]
    if have == 0:
        return run.count
    if admitted >= run.count:
        return have
    rate = max(admitted / have, _LEAST_YIELD)
    return have + max(8, math.ceil((run.count - admitted) / rate * _ROUND_MARGIN))


def refuse_hopeless(site: Site) -> None:
    """Give up where the sources yield too little: raises YieldError with the reasons counted."""
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        counts = reader.counts(site.run_id)
        reasons = reader.rejections_by_reason(site.run_id)
    tried, admitted = counts["scenarios"], counts["admitted"]
    if admitted >= run.count or tried < max(_LEAST_TRIED, run.count):
        return
    if admitted / tried >= _LEAST_YIELD:
        return
    told = ", ".join(f"{reason} {number} times" for reason, number in list(reasons.items())[:5])
    raise YieldError(
        f"The sources gave {admitted} of the {run.count} conversations asked for, "
        f"after {tried} were tried. Rejected: {told or 'nothing'}.",
        remedy="Add tools, or lower the count; what was made is kept in the database.",
    )
