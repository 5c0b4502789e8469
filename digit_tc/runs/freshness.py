"""Whether what a stage stored is still good, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from digit_tc.config import RunConfig
from digit_tc.records import STAGES, Record, Stage, StageRun
from digit_tc.runs.inputs import has_only_files, hash_inputs
from digit_tc.runs.rounds import count_missing
from digit_tc.runs.site import Site

State = Literal["fresh", "open", "failed", "stale", "missing"]
"""`open`: begun and not whole; it goes on where it was. `stale`: done, but from other inputs."""


class Freshness(Record):
    """The state of one stage of a run."""

    stage: Stage
    state: State
    because: str
    """Why, in one sentence."""

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done for the stage itself."""
        return self.state == "fresh"


def check_freshness(site: Site, config: RunConfig | None = None) -> tuple[Freshness, ...]:
    """The state of each stage in order, each looked at as if those before it were good.

    With `config`, as if the run had this run file.
    """
    with site.store.reading() as reader:
        tries = reader.stage_runs(site.run_id)
    config = config or site.config()
    return tuple(_check(site, stage, tries, config) for stage in STAGES)


def is_fresh(site: Site, stage: Stage) -> bool:
    """Whether a stage is done, and from what it would work with now."""
    with site.store.reading() as reader:
        tries = reader.stage_runs(site.run_id)
    return _check(site, stage, tries, site.config()).is_good


def _check(site: Site, stage: Stage, tries: Sequence[StageRun], config: RunConfig) -> Freshness:
    own = [one for one in tries if one.stage == stage]
    if not own:
        return Freshness(stage=stage, state="missing", because="It has not been done yet.")
    last = own[-1]
    if last.status == "stale":
        return Freshness(stage=stage, state="stale", because="It was asked to be done again.")
    unfinished = last.status != "done"
    if unfinished and not last.inputs:
        return _describe_unfinished(stage, last)
    changed = _list_changes(last.inputs, hash_inputs(site, stage, config))
    if changed:
        # Of what was begun, too: half of it from other inputs would be no dataset.
        return Freshness(stage=stage, state="stale", because=f"Changed since: {changed}.")
    if unfinished and not (stage == "synthesize" and not count_missing(site)):
        return _describe_unfinished(stage, last)
    if stage == "synthesize" and (left := count_missing(site)):
        told = f"{left:,} conversation{' is' if left == 1 else 's are'} missing."
        return Freshness(stage=stage, state="open", because=told)
    told = "Nothing that it works with has changed."
    if stage == "ingest" and not has_only_files(config):
        told = "Its sources are no files and are not looked at again; --from ingest reads them."
    return Freshness(stage=stage, state="fresh", because=told)


def _describe_unfinished(stage: Stage, last: StageRun) -> Freshness:
    if stage == "synthesize":
        ended = {"failed": "It failed", "stopped": "It was stopped"}.get(
            last.status, "It was interrupted"
        )
        told = f"{ended}; what it had finished is kept, and it goes on from there."
        return Freshness(stage=stage, state="open", because=told)
    if last.status == "failed":
        return Freshness(stage=stage, state="failed", because="Its last try failed.")
    return Freshness(stage=stage, state="open", because="Its last try did not come to its end.")


def _list_changes(before: dict[str, str], now: dict[str, str]) -> str:
    if not before:
        return "not known, it was done by an older version"
    names = [name for name in {**now, **before} if before.get(name) != now.get(name)]
    return ", ".join(sorted(names))
