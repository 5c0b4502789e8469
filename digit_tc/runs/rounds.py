"""How many scenarios a run needs for the conversations that it is to give.

Scenarios are drawn in rounds. How many there are after each round depends on the run's count
alone, so a run that is interrupted anywhere goes through the same rounds as one that is not.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator

from digit_tc.errors import YieldError
from digit_tc.runs.site import Site, read_config

_PROBED_FROM, _PROBE = 2000, 1000
"""A large run tries some first, so that hopeless sources are known within seconds."""
_SMALLEST_EXTRA, _FIRST_EXTRA = 32, 0.05
YIELD_WINDOW = 400
"""Scenarios that are looked back on, the latest of a run, to see whether it is worth going on."""
LEAST_YIELD = 0.05
"""Share of them that must have entered the dataset."""
_PAID_WINDOW = 64
"""With models each scenario costs: so many without a single conversation are enough."""
_REASONS_TOLD = 5
_MORE_TOOLS = "Add tools, or lower the count."
_BETTER_MODEL = (
    "Give the role whose work is dropped most to a better model, or to the grammar writer."
)


def count_missing(site: Site) -> int:
    """Conversations that are still to be admitted.

    Where the last try at writing did not come to its end, those behind a scenario without an
    outcome do not count: they were let in for whoever looks meanwhile, and will be decided about
    anew.
    """
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        admitted = reader.indexes(site.run_id, admitted=True)
        tries = [one for one in reader.stage_runs(site.run_id) if one.stage == "synthesize"]
        if len(admitted) >= run.count and tries and tries[-1].status != "done":
            gap = next(iter(reader.unwritten_indexes(site.run_id)), None)
            admitted = admitted if gap is None else admitted[: bisect_left(admitted, gap)]
    return max(0, run.count - len(admitted))


def round_totals(count: int) -> Iterator[int]:
    """How many scenarios there are in all after each round, without end.

    One for each conversation; then 5 % more, and each further round adds twice as many as the
    one before.
    """
    if count > _PROBED_FROM:
        yield _PROBE
    yield count
    total, extra = count, max(_SMALLEST_EXTRA, math.ceil(count * _FIRST_EXTRA))
    while True:
        total, extra = total + extra, extra * 2
        yield total


def count_scenarios_needed(site: Site) -> int:
    """How many scenarios there should be in all before conversations are written.

    Those of the round under way, where it was interrupted; else those of the next one.
    """
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        counts = reader.counts(site.run_id)
        stages = reader.stage_runs(site.run_id)
        whole = not reader.unwritten_indexes(site.run_id)
        indexes = reader.indexes(site.run_id)
        last = indexes[-1] + 1 if indexes else 0
    written = [one for one in stages if one.stage == "synthesize"]
    have = counts["scenarios"]
    if counts["admitted"] >= run.count:
        # Where they were taken away to be drawn again, as many as the conversations need.
        return (
            next(total for total in round_totals(run.count) if total >= last)
            if have < last
            else have
        )
    over = whole and bool(written) and written[-1].status == "done"
    return next(total for total in round_totals(run.count) if total >= have + over)


def refuse_low_yield(site: Site) -> None:
    """Give up where the last few hundred scenarios gave next to nothing.

    Raises YieldError with the reasons counted.
    """
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        tried = reader.counts(site.run_id)["scenarios"]
        paid = bool(read_config(reader, site.run_id).effective.roles.models)
        if tried < (_PAID_WINDOW if paid else YIELD_WINDOW) or reader.unwritten_indexes(
            site.run_id
        ):
            return
        stages = reader.stage_runs(site.run_id)
        admitted = reader.indexes(site.run_id, admitted=True)
        reasons = reader.rejections_by_reason(site.run_id)
    written = [one for one in stages if one.stage == "synthesize"]
    if len(admitted) >= run.count or not written or written[-1].status != "done":
        return
    window = min(YIELD_WINDOW, tried)
    lately = sum(index >= tried - window for index in admitted)
    if lately >= window * LEAST_YIELD or (tried < YIELD_WINDOW and lately):
        return
    ranked = list(reasons.items())
    told = ", ".join(f"{reason} {number:,}" for reason, number in ranked[:_REASONS_TOLD])
    more = ", ..." if len(ranked) > _REASONS_TOLD else ""
    raise YieldError(
        f"The sources gave {len(admitted):,} of the {run.count:,} conversations asked for: "
        f"{tried:,} were tried, and of the last {window} {lately or 'none'} entered the dataset. "
        f"Dropped: {told or 'none'}{more}.",
        remedy=f"{_BETTER_MODEL if paid else _MORE_TOOLS} What was made is kept; "
        f"`digit-tc export {run.run_id} --to FILE` writes it.",
    )
