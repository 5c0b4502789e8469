"""Redo what is missing, failed or stale of a run, and nothing else; or what somebody names."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.config import RunConfig, hash_config
from digit_tc.errors import ConfigError
from digit_tc.records import STAGES, Record, Run, RunStatus, Stage
from digit_tc.runs.freshness import Freshness, check_freshness
from digit_tc.runs.site import Site
from digit_tc.specs import load_tools


class Step(Record):
    """What is to be done about one stage."""

    stage: Stage
    redo: bool
    """Whether it is done again, in whole or in part."""
    because: str
    """Why, or why not, in one sentence."""
    clears: bool = False
    """Whether its stored output goes first; else it goes on where it was."""


class RerunPlan(Record):
    """What a rerun does, stage by stage, and to which scenarios."""

    run_id: str
    steps: tuple[Step, ...]
    """One for each stage, in order."""
    indexes: tuple[int, ...] = ()
    """Scenarios that are written anew, where only some are."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that are redone, in order."""
        return tuple(step.stage for step in self.steps if step.redo)


def plan_rerun(
    site: Site,
    config: RunConfig | None = None,
    *,
    first: Stage | None = None,
    only: Stage | None = None,
    conversations: Sequence[str] = (),
    rejected: str | None = None,
) -> RerunPlan:
    """What has to be redone, with `config` if the run is to get another run file. Changes nothing.

    `first`: that stage and all after it, whatever their state. `only`: that stage alone.
    `conversations`: ids of conversations, or of scenarios, that are written anew; `rejected`: so
    are all scenarios that were rejected for this reason alone. What follows them is redone too.
    Raises ConfigError where nothing is meant by the ids or the reason, or where more than one of
    these is given; SpecError where the sources are to be read again and cannot be.
    """
    if sum(map(bool, (first, only, conversations or rejected))) > 1:
        raise ConfigError(
            "More than one was given of: a first stage, an only stage, single conversations.",
            remedy="They exclude one another: give one.",
        )
    states = check_freshness(site, config)
    indexes = _find_indexes(site, conversations, rejected)
    if only is not None:
        steps = [_plan_only(state, only) for state in states]
    elif first is not None:
        steps = [_plan_from(state, first) for state in states]
    else:
        steps = _plan_needed(states, bool(indexes))
    plan = RerunPlan(run_id=site.run_id, steps=tuple(steps), indexes=indexes)
    if "ingest" in plan.stages:
        # Before anything that is good goes: can the sources be read at all?
        load_tools((config or site.config()).tools)
    return plan


def apply_rerun(site: Site, plan: RerunPlan, config: RunConfig | None = None) -> None:
    """Make room for what is redone, in one transaction; the pipeline then fills it.

    `config` becomes the run's run file.
    """
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        tries = reader.stage_runs(site.run_id)
    if plan.stages:
        # Whoever goes on with it must not take it for done.
        run = run.model_copy(update={"status": "stopped"})
    with site.store.writing() as writer:
        for step in plan.steps:
            if not step.redo:
                continue
            if step.clears:
                writer.clear_stage(step.stage, site.run_id)
            last = [one for one in tries if one.stage == step.stage][-1:]
            for one in last:
                # What only goes on must not be taken for something that starts from nothing.
                left: RunStatus = "stale" if step.clears else "interrupted"
                if step.clears or one.status == "done":
                    writer.put_stage(one.model_copy(update={"status": left}))
        if plan.indexes:
            writer.delete_outcomes(site.run_id, plan.indexes)
            writer.delete_dropped(site.run_id)
            writer.admit(site.run_id, [], only=True)
        writer.put_run(run if config is None else _replace_config(run, config))
    site.observer.emit(
        "run.changed",
        redone=list(plan.stages),
        scenarios=len(plan.indexes),
        config=None if config is None else hash_config(config),
    )


def _replace_config(run: Run, config: RunConfig) -> Run:
    changed = {
        "config": config.model_dump(mode="json"),
        "config_hash": hash_config(config),
        "seed": config.seed,
        "count": config.count,
    }
    return run.model_copy(update=changed)


def _plan_needed(states: Sequence[Freshness], some: bool) -> list[Step]:
    steps: list[Step] = []
    after: Stage | None = None
    clears = False
    for state in states:
        if after is not None:
            # Freshness was judged from what is stored now; what comes before will change that.
            told = f"It follows {after}, which is redone."
            steps.append(Step(stage=state.stage, redo=True, because=told, clears=clears))
        elif some and state.stage == "synthesize":
            told = "The named scenarios are written anew."
            steps.append(Step(stage=state.stage, redo=True, because=told))
            after = state.stage
        elif state.is_good:
            steps.append(Step(stage=state.stage, redo=False, because=state.because))
        else:
            # What is only open goes on where it was, and so does what follows it.
            clears = state.state in ("stale", "failed")
            steps.append(Step(stage=state.stage, redo=True, because=state.because, clears=clears))
            after = state.stage
    return steps


def _plan_from(state: Freshness, first: Stage) -> Step:
    if STAGES.index(state.stage) < STAGES.index(first):
        return Step(stage=state.stage, redo=False, because="It comes before.")
    told = f"All from {first} on was asked for."
    return Step(stage=state.stage, redo=True, because=told, clears=True)


def _plan_only(state: Freshness, only: Stage) -> Step:
    if state.stage == only:
        return Step(stage=only, redo=True, because="It was asked for.", clears=True)
    return Step(stage=state.stage, redo=False, because=f"Only {only} was asked for.")


def _find_indexes(
    site: Site, conversations: Sequence[str], rejected: str | None
) -> tuple[int, ...]:
    if not conversations and rejected is None:
        return ()
    with site.store.reading() as reader:
        named = {name: reader.indexes_of(site.run_id, name) for name in conversations}
        lost = reader.indexes_rejected_for(site.run_id, rejected) if rejected else ()
        reasons = reader.rejections_by_reason(site.run_id)
    unknown = [name for name, found in named.items() if not found]
    if unknown:
        raise ConfigError(
            f"Run {site.run_id} has no conversation or scenario {unknown[0]}.",
            remedy="`digit-tc show RUN` and the table conversations have their ids.",
        )
    unclear = [name for name, found in named.items() if len(found) > 1]
    if unclear:
        raise ConfigError(
            f"{unclear[0]!r} is the beginning of more than one id of run {site.run_id}.",
            remedy="Give more of the id.",
        )
    if rejected and not lost:
        told = ", ".join(list(reasons)[:6]) or "none"
        raise ConfigError(
            f"No scenario of run {site.run_id} was given up for {rejected}: what was rejected for "
            "it succeeded at a later attempt, or another conversation has its place.",
            remedy=f"Reasons of this run, given up or not: {told}.",
        )
    return tuple(sorted({index for found in named.values() for index in found}.union(lost)))
