"""The gate, by mutation: plant one fault, demand that the right expectation names it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.config import HiddenShare, QualityConfig, RunConfig, SampleConfig
from digit_tc.quality import GateFrames, build_frames, run_gate
from digit_tc.quality.frames import Defects
from digit_tc.quality.rules import SuiteBuilder
from digit_tc.quality.suites import SUITES
from digit_tc.quality.suites.arguments import build_arguments_suite
from digit_tc.quality.suites.calls import build_calls_suite
from digit_tc.quality.suites.run import build_run_suite
from digit_tc.records.gate import GateResult

COUNT = 40
CONFIG = RunConfig(count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(0.25), offered=(5, 20)))
RUN = [build_run_suite]
Fault = Callable[[GateFrames], tuple[GateFrames, str]]


@pytest.fixture(scope="session")
def sound(samples: ModuleType) -> GateFrames:
    judged = [
        (c, samples.build_assessment(c)) for c in map(samples.build_conversation, range(COUNT))
    ]
    return build_frames(samples.build_graph(), samples.build_chains(), judged)


def statuses(result: GateResult) -> dict[str, str]:
    return {f"{e.suite}/{e.name}": e.status for s in result.suites for e in s.expectations}


def test_a_sound_run_passes_every_expectation(sound: GateFrames, tmp_path: Path) -> None:
    result = run_gate(sound, CONFIG, tmp_path)
    assert result.passed
    assert set(statuses(result).values()) == {"passed"}
    assert result.failures == ()
    assert (tmp_path / result.data_docs).is_file()


def cell(frame: str, column: str, value: Any, row: int = 3) -> Fault:
    """A fault in one cell. Gives the frames with it, and the id of the row."""

    def plant(frames: GateFrames) -> tuple[GateFrames, str]:
        table = getattr(frames, frame).copy()
        if table[column].dtype == "category":
            table[column] = table[column].astype(object)
        table.loc[row, column] = value
        return replace(frames, **{frame: table}), str(table.iloc[row, 0])

    return plant


def copied(frame: str, column: str) -> Fault:
    """The value of the row before, once more."""

    def plant(frames: GateFrames) -> tuple[GateFrames, str]:
        table = getattr(frames, frame).copy()
        table.loc[1, column] = table.loc[0, column]
        return replace(frames, **{frame: table}), str(table.iloc[1, 0])

    return plant


FAULTS: dict[str, Fault] = {
    "tools/tool-unique": copied("tools", "tool"),
    "tools/name-accepted-by-providers": cell("tools", "name", "a name with spaces"),
    "tools/name-present": cell("tools", "name", None),
    "tools/readiness-present": cell("tools", "readiness", None),
    "tools/readiness-in-range": cell("tools", "readiness", 1.5),
    "tools/parameters-valid": cell("tools", "parameters_valid", False),
    "chains/chain-unique": copied("chains", "chain"),
    "chains/shape-known": cell("chains", "shape", "ring", 1),
    "chains/shape-present": cell("chains", "shape", None, 1),
    "chains/steps-present": cell("chains", "steps", 0, 1),
    "chains/steps-in-range": cell("chains", "own_steps", 5, 1),
    "chains/links-point-backwards": cell("chains", "links_backwards", False, 1),
    "chains/edges-known": cell("chains", "edges_known", False, 1),
    "conversations/id-unique": copied("conversations", "conversation"),
    "conversations/content-unique": copied("conversations", "content_hash"),
    "conversations/turns-in-range": cell("conversations", "turns", 13),
    "conversations/roles-in-order": cell("conversations", "roles_in_order", False),
    "conversations/offered-in-range": cell("conversations", "offered", 4),
    "conversations/verdicts-present": cell("conversations", "verdicts", 0),
    "conversations/verdicts-passed": cell("conversations", "failed_verdicts", 1),
    "calls/call-unique": cell("calls", "call", 3),  # row 3 is call 4 of its conversation
    "calls/tool-offered": cell("calls", "offered", False),
    "calls/arguments-valid": cell("calls", "arguments_valid", False),
    "calls/result-present": cell("calls", "has_result", False),
    "arguments/source-known": cell("arguments", "kind", "guess"),
    "arguments/source-located": cell("arguments", "located", False),
    "arguments/no-placeholders": cell("arguments", "placeholder", True),
}


def suites_of(name: str) -> list[SuiteBuilder]:
    """The suite that the name begins with; all of them take a second."""
    suite, _, _ = name.partition("/")
    return [build for build in SUITES if build.__name__ == f"build_{suite}_suite"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named_with_its_row(
    name: str, sound: GateFrames, tmp_path: Path
) -> None:
    frames, row = FAULTS[name](sound)
    result = run_gate(frames, CONFIG, tmp_path, suites=suites_of(name), docs=False)
    broken = {f"{item.suite}/{item.name}": item for item in result.broken}
    assert set(broken) == {name}
    assert any(row in found for found in broken[name].rows)
    assert broken[name].status == "failed"
    assert broken[name].unexpected >= 1
    assert any(name in line for line in result.failures)


def test_every_expectation_on_rows_has_a_planted_fault(sound: GateFrames, tmp_path: Path) -> None:
    known = statuses(run_gate(sound, CONFIG, tmp_path, docs=False))
    on_the_whole = {"tools/tools-present", "arguments/grounded"}
    assert {n for n in known if not n.startswith("run/")} - on_the_whole == set(FAULTS)


def test_too_many_values_without_a_source_fail_over_all_slices_together(
    sound: GateFrames, tmp_path: Path
) -> None:
    arguments = sound.arguments.copy()
    arguments.loc[:3, "kind"] = None  # 4 of 440: below one per cent, all in the first slice
    cut: dict[str, Any] = {"suites": [build_arguments_suite], "slice_rows": 150, "docs": False}
    few = run_gate(replace(sound, arguments=arguments), CONFIG, tmp_path, **cut)
    assert few.passed
    arguments.loc[:4, "kind"] = None
    many = run_gate(replace(sound, arguments=arguments), CONFIG, tmp_path, **cut)
    (broken,) = many.broken
    assert (broken.name, broken.unexpected, len(broken.rows)) == ("grounded", 5, 5)


def test_slices_find_what_the_whole_finds(sound: GateFrames, tmp_path: Path) -> None:
    frames, row = FAULTS["calls/call-unique"](sound)
    result = run_gate(
        frames, CONFIG, tmp_path, suites=[build_calls_suite], slice_rows=30, docs=False
    )
    (broken,) = result.broken
    assert (broken.name, broken.checked) == ("call-unique", 160)
    assert any(row in found for found in broken.rows)


@pytest.mark.parametrize("count", [COUNT - 1, COUNT + 1])
def test_one_conversation_too_few_or_too_many_fails(
    sound: GateFrames, tmp_path: Path, count: int
) -> None:
    config = CONFIG.model_copy(update={"count": count})
    result = run_gate(sound, config, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["count-reached"]
    assert result.broken[0].observed == str(COUNT)


@pytest.mark.parametrize("target", [0.1, 0.4])
def test_an_implicit_share_off_its_target_fails(
    sound: GateFrames, tmp_path: Path, target: float
) -> None:
    # A quarter is hidden; hideable is more, so that the higher target could be reached.
    calls = sound.calls.assign(hideable=True)
    config = RunConfig(
        count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(target), offered=(5, 20))
    )
    result = run_gate(replace(sound, calls=calls), config, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["implicit-share"]
    assert result.broken[0].observed == "25.0%"


def test_hiding_all_that_can_be_hidden_is_enough(sound: GateFrames, tmp_path: Path) -> None:
    config = RunConfig(
        count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(0.6), offered=(5, 20))
    )
    result = run_gate(sound, config, tmp_path, suites=RUN, docs=False)
    assert result.passed
    (eased,) = [e for s in result.suites for e in s.expectations if e.status == "not applicable"]
    assert eased.name == "implicit-share"
    assert "25.0%" in eased.note


def test_hiding_less_than_can_be_hidden_is_not_enough(sound: GateFrames, tmp_path: Path) -> None:
    calls = sound.calls.copy()
    calls.loc[0, "hidden"] = False  # still hideable
    config = RunConfig(
        count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(0.6), offered=(5, 20))
    )
    result = run_gate(replace(sound, calls=calls), config, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["implicit-share"]


def required(frames: GateFrames, share: float) -> GateFrames:
    """So that hidden calls of that share of all calls are there because a tool requires them."""
    calls = frames.calls
    few = calls.index[calls["hidden"]][: round(share * len(calls))]
    return replace(frames, calls=calls.assign(required=calls.index.isin(few)))


@pytest.mark.parametrize("target", [0.0, 0.1])
def test_hidden_calls_that_a_tool_requires_are_not_held_against_a_run_that_hides_few(
    sound: GateFrames, tmp_path: Path, target: float
) -> None:
    config = RunConfig(
        count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(target), offered=(5, 20))
    )
    result = run_gate(required(sound, 0.25), config, tmp_path, suites=RUN, docs=False)
    assert result.passed
    (eased,) = [e for s in result.suites for e in s.expectations if e.status == "not applicable"]
    assert (eased.name, eased.observed) == ("implicit-share", "25.0%")
    assert "25.0% of the calls are hidden because another tool requires them" in eased.note


def test_other_hidden_calls_are_still_too_many_beside_those_that_a_tool_requires(
    sound: GateFrames, tmp_path: Path
) -> None:
    config = RunConfig(
        count=COUNT, sample=SampleConfig(hidden=HiddenShare.same(0.0), offered=(5, 20))
    )
    result = run_gate(required(sound, 0.1), config, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["implicit-share"]


def test_calls_that_a_tool_requires_ease_nothing_where_more_is_to_be_hidden(
    sound: GateFrames, tmp_path: Path
) -> None:
    plain = run_gate(sound, CONFIG, tmp_path, suites=RUN, docs=False)
    result = run_gate(required(sound, 0.1), CONFIG, tmp_path, suites=RUN, docs=False)
    assert [s.expectations for s in result.suites] == [s.expectations for s in plain.suites]


def test_tools_without_dataflow_are_not_asked_for_hidden_calls(
    sound: GateFrames, tmp_path: Path
) -> None:
    calls = sound.calls.assign(hidden=False, hideable=False)
    frames = replace(sound, calls=calls, limits=replace(sound.limits, edges=0))
    result = run_gate(frames, CONFIG, tmp_path, suites=RUN, docs=False)
    assert result.passed
    (eased,) = [e for s in result.suites for e in s.expectations if e.status == "not applicable"]
    assert "no dataflow edges" in eased.note


def one_call_a_turn(frames: GateFrames) -> GateFrames:
    calls = frames.calls.copy()
    calls["turn"] = calls["call"]
    return replace(frames, calls=calls)


def test_too_few_turns_of_several_calls_fail(sound: GateFrames, tmp_path: Path) -> None:
    result = run_gate(one_call_a_turn(sound), CONFIG, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["multi-call-turns"]


def test_a_single_tool_is_not_asked_for_turns_of_several_calls(
    sound: GateFrames, tmp_path: Path
) -> None:
    frames = one_call_a_turn(sound)
    frames = replace(frames, limits=replace(frames.limits, tools=1))
    assert run_gate(frames, CONFIG, tmp_path, suites=RUN, docs=False).passed


def test_a_run_file_for_single_calls_is_not_asked_for_turns_of_several(
    sound: GateFrames, tmp_path: Path
) -> None:
    sample = SampleConfig(hidden=HiddenShare.same(0.25), offered=(5, 20), max_steps=1)
    config = RunConfig(count=COUNT, sample=sample)
    result = run_gate(one_call_a_turn(sound), config, tmp_path, suites=RUN, docs=False)
    assert result.passed
    (eased,) = [e for s in result.suites for e in s.expectations if e.status == "not applicable"]
    assert eased.name == "multi-call-turns"


def test_repeated_first_requests_fail_and_are_named(sound: GateFrames, tmp_path: Path) -> None:
    table = sound.conversations.copy()
    table.loc[:5, "first_request"] = table.loc[0, "first_request"]
    result = run_gate(replace(sound, conversations=table), CONFIG, tmp_path, suites=RUN, docs=False)
    (broken,) = result.broken
    assert broken.name == "distinct-first-requests"
    assert broken.rows == tuple(table.loc[1:5, "conversation"])
    lax = CONFIG.model_copy(update={"quality": QualityConfig(min_distinct_first_requests=0.8)})
    assert run_gate(
        replace(sound, conversations=table), lax, tmp_path, suites=RUN, docs=False
    ).passed


@pytest.mark.parametrize(
    ("ended", "scenarios", "passes"),
    [(0, 40, True), (1, 20, False), (1, 199, False), (1, 200, True), (50, 10_000, True),
     (51, 10_000, False)],
)  # fmt: skip
def test_more_than_one_scenario_of_200_ended_by_a_defect_fails_and_says_where(
    sound: GateFrames, tmp_path: Path, ended: int, scenarios: int, passes: bool
) -> None:
    told = {"KeyError in digit_tc.chains, line 7": ended} if ended else {}
    frames = replace(sound, defects=Defects(scenarios=scenarios, ended=told))
    result = run_gate(frames, CONFIG, tmp_path, suites=RUN)
    assert (statuses(result)["run/defects"] == "passed") is passes
    assert ("KeyError in digit_tc.chains, line 7" in str(result)) is not passes


def test_an_expectation_that_cannot_be_computed_is_an_error_not_a_plain_failure(
    sound: GateFrames, tmp_path: Path
) -> None:
    frames = replace(sound, chains=sound.chains.drop(columns="own_steps"))
    result = run_gate(frames, CONFIG, tmp_path, docs=False)
    assert not result.passed
    (broken,) = result.broken
    assert (broken.name, broken.status) == ("steps-in-range", "error")
    assert "own_steps" in broken.note


def test_an_empty_run_fails_on_its_count_alone(samples: ModuleType, tmp_path: Path) -> None:
    frames = build_frames(samples.build_graph(), samples.build_chains(), [])
    config = RunConfig(
        count=1,
        sample=SampleConfig(hidden=HiddenShare.same(0)),
        quality=QualityConfig(min_multi_call_turns=0, min_distinct_first_requests=0),
    )
    result = run_gate(frames, config, tmp_path, suites=RUN, docs=False)
    assert [item.name for item in result.broken] == ["count-reached"]


def test_nothing_is_left_behind_in_the_folder_for_temporary_files(
    sound: GateFrames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    result = run_gate(sound, CONFIG, tmp_path / "run", suites=RUN)
    assert list(place.iterdir()) == []
    assert (tmp_path / "run" / result.data_docs).is_file()


def test_data_docs_that_cannot_be_written_do_not_fail_the_run(
    sound: GateFrames, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    result = run_gate(sound, CONFIG, blocked)
    assert result.passed
    assert result.data_docs == ""
