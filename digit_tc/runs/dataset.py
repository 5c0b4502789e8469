"""The dataset of a run: accepted conversations in order, until there are as many as asked for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from digit_tc.errors import ModelError
from digit_tc.quality import Admission
from digit_tc.records import Conversation, Rejection
from digit_tc.runs.judge_votes import count_judge_votes
from digit_tc.runs.rounds import count_missing
from digit_tc.runs.site import Site
from digit_tc.shards.judge_reliability import explain_unreliable
from digit_tc.store.lookup import PAGE

_logger = logging.getLogger("digit_tc.runs")


class RunDataset:
    """The dataset of a run while it grows.

    The decisions depend on the conversations and the run file alone: made in one go or in many,
    before or after an interruption, they are the same.
    """

    def __init__(self, site: Site, *, skip_gaps: bool = False) -> None:
        """Begin with an empty dataset.

        With `skip_gaps`, for a run that ends early, conversations behind a scenario without an
        outcome are admitted too.
        """
        self._site = site
        self._skip_gaps = skip_gaps
        config = self._config = site.config()
        self._wanted = config.count
        self._admission = Admission(config.quality)
        self._decided = -1
        """Index of the last conversation that was decided about."""
        self._admitted: list[int] = []
        """Decided, and not stored yet; so is what was rejected."""
        self._rejected: list[Rejection] = []
        self._begun = False
        self._dropped: Counter[str] = Counter()

    def grow(self) -> dict[str, Any]:
        """Decide about the conversations that are new, and store it; gives the figures so far.

        Only about those before the first scenario without an outcome: what would stand before
        another conversation must be known first. Nothing while too few of the judge's votes can
        be read.
        """
        if self._distrusted() is not None:
            return self._figures()
        for conversation in self._new():
            if self._admission.admitted == self._wanted:
                break
            rejection = self._admission.decide(conversation)
            self._decided = conversation.index
            if rejection is None:
                self._admitted.append(conversation.index)
            else:
                self._rejected.append(rejection)
                self._dropped[rejection.reason] += 1
        self._store()
        return self._figures()

    def finish(self) -> dict[str, Any]:
        """The same at the end of a round. Raises ModelError where the judge cannot be trusted;
        then nothing at all is in the dataset."""
        problem = self._distrusted()
        if problem is not None:
            with self._site.store.writing() as writer:
                writer.admit(self._site.run_id, [], only=True)
            raise problem
        return self.grow()

    def _distrusted(self) -> ModelError | None:
        rules = self._config.quality.judge
        if self._config.roles.model_of("judge") is None:
            return None
        readable, votes = count_judge_votes(self._site)
        return (
            explain_unreliable(readable, votes, rules)
            if readable < rules.min_readable * votes
            else None
        )

    def _figures(self) -> dict[str, Any]:
        return {
            "admitted": self._admission.admitted,
            "asked for": self._wanted,
            "dropped": dict(self._dropped),
        }

    def _store(self) -> None:
        if self._begun and not self._admitted and not self._rejected:
            return
        with self._site.store.writing() as writer:
            # The first time, what an earlier process decided makes room.
            if not self._begun:
                writer.delete_dropped(self._site.run_id)
            writer.admit(self._site.run_id, self._admitted, only=not self._begun)
            writer.put_rejections(self._site.run_id, self._rejected)
        # Only now: where the disk was full, the next try stores them.
        self._begun, self._admitted, self._rejected = True, [], []

    def _new(self) -> Iterator[Conversation]:
        run_id = self._site.run_id
        with self._site.store.reading() as reader:
            stop = None if self._skip_gaps else next(iter(reader.unwritten_indexes(run_id)), None)
            indexes = iter(
                [
                    index
                    for index in reader.indexes(run_id, accepted=True)
                    if index > self._decided and (stop is None or index < stop)
                ]
            )
        while page := list(islice(indexes, PAGE)):
            with self._site.store.reading() as reader:
                yield from reader.conversations_between(run_id, page[0], page[-1], accepted=True)


def admit_accepted(site: Site) -> None:
    """For a run that was stopped: let in what is accepted and was not decided about yet.

    That stands behind scenarios without an outcome, or in a shard that did not come to its end.
    Whoever goes on with the run decides about all of it anew, so its dataset ends as that of a
    run that was never stopped.
    """
    with site.store.reading() as reader:
        counts = reader.counts(site.run_id)
        dropped = reader.count_dropped(site.run_id)
    if counts["accepted"] > counts["admitted"] + dropped and count_missing(site):
        RunDataset(site, skip_gaps=True).grow()


def admit(site: Site, dataset: RunDataset | None = None) -> dict[str, Any]:
    """Fill the dataset of a run from its accepted conversations, or go on with filling it."""
    figures = (dataset or RunDataset(site)).finish()
    if figures["dropped"]:
        told = ", ".join(f"{reason} {n}" for reason, n in sorted(figures["dropped"].items()))
        _logger.warning("left out of the dataset: %s", told)
    return figures
