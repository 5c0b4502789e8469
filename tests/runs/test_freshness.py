"""Stages know whether what they stored is still good, and reruns redo what is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.errors import ConfigError, SpecError
from digit_tc.records import STAGES, Rejection, Stage
from digit_tc.runs import RerunPlan, Site, StageCalls
from digit_tc.runs.inputs import hash_inputs

LOOSE = {"min_multi_call_turns": 0.0, "implicit_tolerance": 1.0}


@pytest.fixture(scope="module")
def config(small: Callable[..., RunConfig]) -> RunConfig:
    return small(quality=LOOSE)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, config: RunConfig) -> Site:
    """A finished run."""
    site = Site(tmp_path_factory.mktemp("original") / "data.duckdb", "demo-1")
    _make(site, config)
    return site


@pytest.fixture
def made(original: Site, tmp_path: Path) -> Site:
    """A copy of the finished run."""
    shutil.copytree(original.db.parent, tmp_path / "copy")
    return Site(tmp_path / "copy" / original.db.name, original.run_id)


def _make(site: Site, config: RunConfig) -> bytes:
    """Do what is missing; what is judged is of no importance here."""
    runs.register(site, config)
    path = site.folder / "out.jsonl"
    runs.run_stages(
        site,
        StageCalls(
            ingest=lambda: _record(site, "ingest", stages.ingest),
            graph=lambda: _record(site, "graph", stages.build_graph),
            sample=lambda: _record(
                site, "sample", lambda it: stages.sample(it, runs.count_scenarios_needed(it))
            ),
            synthesize=lambda: _record(site, "synthesize", _synthesize),
            assess=lambda: _record(site, "assess", lambda _: {}),
            export=lambda: _record(site, "export", lambda it: stages.export(it, path)),
        ),
    )
    return path.read_bytes()


def _record(site: Site, stage: Stage, work: Callable[[Site], Any]) -> Any:
    with runs.record_stage(site, stage) as figures:
        made = work(site)
        if isinstance(made, dict):
            figures.update(made)
    return made


def _synthesize(site: Site) -> None:
    for shard in stages.pending_shards(site):
        stages.synthesize_shard(site, shard)
    runs.admit(site)


def _changed(config: RunConfig, **sections: Any) -> RunConfig:
    fields = config.model_dump(mode="json")
    for name, value in sections.items():
        fields[name] = fields[name] | value if isinstance(value, dict) else value
    return RunConfig.model_validate(fields)


def _redo(site: Site, config: RunConfig, **wanted: Any) -> tuple[RerunPlan, bytes]:
    plan = runs.plan_rerun(site, config, **wanted)
    runs.apply_rerun(site, plan, config)
    return plan, _make(site, config)


def _tries(site: Site) -> dict[Stage, int]:
    """Stage → times it was executed to its end, whatever became stale later."""
    with site.store.reading() as reader:
        found = reader.stage_runs(site.run_id)
    return {stage: sum(one.stage == stage for one in found) for stage in STAGES}


def _executed(site: Site, before: dict[Stage, int]) -> list[Stage]:
    return [stage for stage, tries in _tries(site).items() if tries > before[stage]]


def _rows(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    with site.store.reading() as reader:
        return {
            table: reader.sql(f"SELECT * FROM {table} ORDER BY ALL").rows  # noqa: S608
            for table in ("runs", "stage_runs", "scenarios", "conversations", "rejections")
        }


def test_a_finished_run_is_fresh_in_every_stage(made: Site) -> None:
    found = runs.check_freshness(made)
    assert [one.stage for one in found] == list(STAGES)
    assert {one.state for one in found} == {"fresh"}
    assert runs.plan_rerun(made).stages == ()


def test_a_run_that_was_only_registered_misses_every_stage(site: Site, config: RunConfig) -> None:
    runs.register(site, config)
    assert {one.state for one in runs.check_freshness(site)} == {"missing"}
    assert runs.plan_rerun(site).stages == STAGES


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        ({"export": {"validation_share": 0.5}}, ("export",)),
        ({"quality": {"implicit_tolerance": 0.9}}, ("assess", "export")),
        ({"synthesis": {"max_attempts": 9}}, ("synthesize", "assess", "export")),
        ({"sample": {"max_steps": 2}}, ("sample", "synthesize", "assess", "export")),
        ({"seed": 8}, ("sample", "synthesize", "assess", "export")),
        ({"count": 9}, ("sample", "synthesize", "assess", "export")),
        ({"count": 15}, ("sample", "synthesize", "assess", "export")),
        ({"graph": {"threshold": 0.9}}, STAGES[1:]),
        ({"synthesis": {"shard_size": 5}}, ()),
        ({"name": "other"}, ()),
        ({"budget": {"max_minutes": 9}}, ()),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_change_makes_stale_what_works_with_it_and_what_follows(
    made: Site, config: RunConfig, change: dict[str, Any], redone: Sequence[Stage]
) -> None:
    assert runs.plan_rerun(made, _changed(config, **change)).stages == tuple(redone)


@pytest.mark.parametrize("change", [{"seed": 8}, {"count": 9}, {"count": 15}])
def test_a_changed_run_has_the_bytes_of_a_new_one(
    made: Site, config: RunConfig, change: dict[str, Any], tmp_path: Path
) -> None:
    changed = _changed(config, **change)
    _, again = _redo(made, changed)
    anew = Site(tmp_path / "anew.duckdb", made.run_id)
    assert again == _make(anew, changed)
    assert {one.state for one in runs.check_freshness(made)} == {"fresh"}
    with made.store.reading() as one, anew.store.reading() as other:
        assert one.counts(made.run_id) == other.counts(made.run_id)


def test_a_changed_prompt_or_code_is_a_changed_input(
    made: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        runs.check_freshness.__globals__["hash_inputs"].__globals__["CODE"], "assess", 99
    )
    plan = runs.plan_rerun(made)
    assert plan.stages == ("assess", "export")
    assert plan.steps[4].because == "Changed since: code."


def test_a_changed_file_that_a_source_refers_to_is_a_changed_input(
    site: Site, config: RunConfig, tmp_path: Path
) -> None:
    source, part = tmp_path / "tools.json", tmp_path / "part.json"
    source.write_text('{"name": "pack", "parameters": {"$ref": "part.json"}}')
    part.write_text('{"type": "object", "properties": {"crate": {"type": "string"}}}')
    changed = config.model_copy(update={"tools": (str(source),)})
    runs.register(site, changed)
    before = hash_inputs(site, "ingest", changed)
    part.write_text('{"type": "object", "properties": {"crate": {"type": "integer"}}}')
    after = hash_inputs(site, "ingest", changed)
    assert {name for name in after if after[name] != before[name]} == {"what the sources refer to"}


def test_an_older_run_without_recorded_inputs_is_redone_and_says_why(made: Site) -> None:
    with made.store.reading() as reader:
        tries = reader.stage_runs(made.run_id)
    with made.store.writing() as writer:
        for one in tries:
            writer.put_stage(one.model_copy(update={"inputs": {}}))
    found = runs.check_freshness(made)
    assert {one.state for one in found} == {"stale"}
    assert "older version" in found[0].because


def test_planning_changes_nothing(made: Site, config: RunConfig) -> None:
    before = _rows(made)
    for wanted in ({}, {"first": "graph"}, {"only": "sample"}):
        runs.plan_rerun(made, _changed(config, seed=9), **wanted)  # type: ignore[arg-type]
    assert _rows(made) == before


def test_sources_that_cannot_be_read_are_told_before_anything_goes(
    made: Site, config: RunConfig
) -> None:
    before = _rows(made)
    broken = config.model_copy(update={"tools": ("nowhere.json",)})
    with pytest.raises(SpecError, match=r"nowhere\.json"):
        runs.plan_rerun(made, broken)
    assert _rows(made) == before


@pytest.mark.parametrize(
    "wanted", [{"first": "sample", "only": "export"}, {"only": "export", "rejected": "judge"}]
)
def test_what_excludes_one_another_is_refused(made: Site, wanted: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="More than one was given"):
        runs.plan_rerun(made, **wanted)


@pytest.mark.parametrize("stage", STAGES)
def test_only_a_stage_redoes_that_stage_and_gives_the_same_bytes(
    made: Site, config: RunConfig, stage: Stage
) -> None:
    path = made.folder / "out.jsonl"
    before, tries = path.read_bytes(), _tries(made)
    counts = _counts(made)
    plan, again = _redo(made, config, only=stage)
    assert plan.stages == (stage,)
    executed = _executed(made, tries)
    # An export is written each time, and scenarios are looked at before any is written.
    expected = {stage, "export"} | ({"sample"} if stage == "synthesize" else set())
    assert set(executed) == expected
    assert again == before
    assert _counts(made) == counts
    assert {one.state for one in runs.check_freshness(made)} == {"fresh"}


@pytest.mark.parametrize("stage", STAGES)
def test_from_a_stage_redoes_it_and_all_after_it(
    made: Site, config: RunConfig, stage: Stage
) -> None:
    before, tries = (made.folder / "out.jsonl").read_bytes(), _tries(made)
    plan, again = _redo(made, config, first=stage)
    assert plan.stages == STAGES[STAGES.index(stage) :]
    assert set(_executed(made, tries)) >= set(plan.stages)
    assert again == before


def _counts(site: Site) -> dict[str, int]:
    with site.store.reading() as reader:
        return reader.counts(site.run_id)


def test_named_conversations_are_written_anew_and_no_other(made: Site, config: RunConfig) -> None:
    before = (made.folder / "out.jsonl").read_bytes()
    with made.store.reading() as reader:
        ids = reader.dataset_ids(made.run_id)
        scenario = reader.sql('SELECT id FROM scenarios WHERE "index" = 3').rows[0][0]
    plan = runs.plan_rerun(made, config, conversations=(ids[1], scenario[:12]))
    assert (plan.indexes, plan.stages) == ((1, 3), ("synthesize", "assess", "export"))
    runs.apply_rerun(made, plan, config)
    with made.store.reading() as reader:
        assert reader.unwritten_indexes(made.run_id) == [1, 3]
        assert reader.counts(made.run_id)["admitted"] == 0
    assert runs.check_freshness(made)[3].state == "open"
    assert _make(made, config) == before


def test_a_rerun_of_some_that_was_killed_keeps_the_others(made: Site, config: RunConfig) -> None:
    with made.store.reading() as reader:
        ids = reader.dataset_ids(made.run_id)
    runs.apply_rerun(made, runs.plan_rerun(made, config, conversations=(ids[0],)), config)
    plan = runs.plan_rerun(made, config)
    assert plan.stages == ("synthesize", "assess", "export")
    runs.apply_rerun(made, plan, config)
    with made.store.reading() as reader:
        assert reader.unwritten_indexes(made.run_id) == [0]


@pytest.mark.parametrize(
    ("name", "told"),
    [("nothing-like-it", "no conversation or scenario"), ("", "more than one"), ("c", "more than")],
)
def test_ids_that_mean_none_or_several_are_refused(made: Site, name: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        runs.plan_rerun(made, conversations=(name,))


def test_a_reason_that_nothing_was_rejected_for_is_told_with_those_there_are(made: Site) -> None:
    with made.store.writing() as writer:
        writer.put_rejections(made.run_id, [_rejection("sc-of-nobody", "grounded")])
    with pytest.raises(ConfigError, match=r"given up for judge.* given up or not: .*grounded\."):
        runs.plan_rerun(made, rejected="judge")


def _rejection(subject: str, reason: str) -> Rejection:
    return Rejection(stage="synthesize", subject=subject, reason=reason, detail="Said so.")


def test_what_was_rejected_for_a_reason_is_tried_again(made: Site, config: RunConfig) -> None:
    before = (made.folder / "out.jsonl").read_bytes()
    with made.store.reading() as reader:
        scenario, name = reader.sql(
            'SELECT scenario, id FROM conversations WHERE "index" = 2'
        ).rows[0]
        others = reader.rejections_by_reason(made.run_id)
    with made.store.writing() as writer:
        writer.delete_outcomes(made.run_id, [2])
        writer.put_rejections(made.run_id, [_rejection(scenario, "judge")])
    plan, again = _redo(made, config, rejected="judge")
    assert plan.indexes == (2,)
    assert again == before
    with made.store.reading() as reader:
        assert reader.rejections_by_reason(made.run_id) == others
        assert reader.dataset_ids(made.run_id)[2] == name


def test_half_of_a_synthesis_from_other_inputs_is_not_gone_on_with(
    site: Site, config: RunConfig, run: Any
) -> None:
    shards = 0

    def die(step: str) -> None:
        nonlocal shards
        shards += step == "shard"
        if shards == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(site, config, die)
    open_ = runs.plan_rerun(site, config)
    assert [(one.stage, one.clears) for one in open_.steps if one.redo] == [
        ("synthesize", False), ("assess", False), ("export", False),
    ]  # fmt: skip
    changed = _changed(config, synthesis={"max_attempts": 9})
    plan = runs.plan_rerun(site, changed)
    assert plan.steps[3].clears
    runs.apply_rerun(site, plan, changed)
    with site.store.reading() as reader:
        assert reader.counts(site.run_id)["conversations"] == 0
    _make(site, changed)
    assert {one.state for one in runs.check_freshness(site)} == {"fresh"}


def test_what_is_half_made_with_an_older_prompt_is_not_taken_for_made_with_the_new_one(
    site: Site, config: RunConfig, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(step: str) -> None:
        if step == "admit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(site, config, die)
    code = runs.check_freshness.__globals__["hash_inputs"].__globals__["CODE"]
    monkeypatch.setitem(code, "synthesize", 99)
    _make(site, config)
    states = {one.stage: one for one in runs.check_freshness(site)}
    assert states["synthesize"].state == "stale"
    assert "code" in states["synthesize"].because
    other = Site(site.db, "other")
    runs.register(other, config)
    assert runs.reuse_stage(other, "ingest") == site.run_id
    assert runs.reuse_stage(other, "graph") == site.run_id
    assert runs.reuse_stage(other, "synthesize") is None


def test_an_equal_run_takes_over_what_the_first_one_made(made: Site, config: RunConfig) -> None:
    before = (made.folder / "out.jsonl").read_bytes()
    twin = Site(made.db, "twin")
    assert _make(twin, config) == before
    with made.store.reading() as reader:
        figures = {one.stage: one.figures for one in reader.stage_runs("twin")}
        assert reader.counts("twin") == reader.counts(made.run_id)
    took = {stage: one.get("taken over from") for stage, one in figures.items()}
    assert took == {
        "ingest": made.run_id, "graph": made.run_id, "sample": made.run_id,
        "synthesize": made.run_id, "assess": None, "export": None,
    }  # fmt: skip
    assert (made.db.parent / "runs" / "twin" / "graph.html").exists()


def test_another_seed_takes_over_the_tools_and_the_graph_alone(
    made: Site, config: RunConfig
) -> None:
    _make(Site(made.db, "other"), _changed(config, seed=8))
    with made.store.reading() as reader:
        took = [one.stage for one in reader.stage_runs("other") if "taken over from" in one.figures]
    assert took == ["ingest", "graph"]


def test_scenarios_are_drawn_again_as_many_as_there_were(made: Site, config: RunConfig) -> None:
    with made.store.reading() as reader:
        before = reader.sql("SELECT id FROM scenarios ORDER BY id").rows
    _redo(made, config, only="sample")
    with made.store.reading() as reader:
        assert reader.sql("SELECT id FROM scenarios ORDER BY id").rows == before
