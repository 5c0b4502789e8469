"""A shard as others see it: stored while it is written, and told from its beginning to its end."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from digit_tc.errors import StopRequested
from digit_tc.observe import Observer
from digit_tc.runs.site import Site
from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.stages.outcomes import Tally, put_outcomes

_logger = logging.getLogger("digit_tc.stages")
_MOST_LETTERS = 200


@contextmanager
def record_shard(site: Site, number: int, of: int, first: int, stop: int) -> Iterator[Tally]:
    """Tell the beginning and the end of a shard, however it ends; the block counts in the tally."""
    tell, clock = site.observer.emit, time.monotonic()
    about = {"stage": "synthesize", "shard": number}
    tell("shard.begun", **about, of=of, first=first, stop=stop)
    made = Tally()
    status, error = "done", None
    try:
        yield made
    except BaseException as problem:
        stopped = isinstance(problem, StopRequested | KeyboardInterrupt)
        status, error = "stopped" if stopped else "failed", type(problem).__name__
        raise
    finally:
        tell(
            "shard.ended",
            **about,
            status=status,
            seconds=round(time.monotonic() - clock, 3),
            accepted=made.accepted,
            rejected=dict(made.rejected),
            error=error,
        )


def store_outcomes(site: Site, shard: int, batch: Sequence[ScenarioResult], made: Tally) -> None:
    """Store what is finished in one transaction, count it, and tell it."""
    if not batch:
        return
    with site.store.writing() as writer:
        put_outcomes(writer, site.run_id, batch)
    made.count(batch)
    report_outcomes(site.observer, shard, batch)


def report_outcomes(observer: Observer, shard: int, batch: Sequence[ScenarioResult]) -> None:
    """Tell what became of scenarios, after it was stored: an accepted conversation is safe."""
    for one in batch:
        outcome = one.outcome
        about = {
            "stage": "synthesize",
            "shard": shard,
            "scenario": outcome.scenario.id,
            "index": outcome.scenario.index,
        }
        for rejection in outcome.rejections:
            observer.emit(
                "conversation.rejected",
                **about,
                reason=rejection.reason,
                took_in_ms=rejection.cost_in_ms,
            )
            _logger.info(
                "conversation %d (scenario %s): %s. %s",
                outcome.scenario.index,
                outcome.scenario.id,
                rejection.reason,
                " ".join(rejection.detail.split())[:_MOST_LETTERS],
            )
        if outcome.conversation is not None:
            observer.emit("conversation.accepted", **about, conversation=outcome.conversation.id)
