"""A defect of this program in one conversation ends that conversation, and not the run."""

from __future__ import annotations

import asyncio
import logging

import pytest

from digit_tc.config import RunConfig, SynthesisConfig
from digit_tc.errors import StopRequested, StoreError
from digit_tc.records import DEFECT
from digit_tc.records.paths import UnplacedError, assemble
from digit_tc.shards import model_writing
from digit_tc.shards.judge_reliability import JudgeReliability
from digit_tc.shards.scenario_result import write_without_models
from digit_tc.store import Store
from digit_tc.synthesis import converse, defects
from digit_tc.writers.grammar.writer import GrammarWriter


@pytest.fixture(autouse=True)
def _nothing_told_yet(monkeypatch):
    monkeypatch.setattr(defects, "_told", set())


@pytest.fixture
def broken(monkeypatch):
    """Plants a fault: the writer raises this over its first summaries."""

    def plant(problem, times=1):
        left = [problem] * times
        sound = GrammarWriter.summary

        def summary(writer, calls, tools):
            if left:
                raise left.pop()
            return sound(writer, calls, tools)

        monkeypatch.setattr(GrammarWriter, "summary", summary)

    return plant


@pytest.mark.parametrize("problem", [KeyError("a"), ValueError("b"), RecursionError(), TypeError()])
def test_a_defect_ends_one_conversation_and_says_what_and_where(graph, scenarios, broken, problem):
    broken(problem)
    one, other = (
        each.outcome
        for each in write_without_models(scenarios[:2], graph.by_key, SynthesisConfig())
    )
    assert one.conversation is None
    assert [(r.reason, r.subject) for r in one.rejections] == [(DEFECT, scenarios[0].id)]
    assert one.rejections[0].detail.startswith(f"{type(problem).__name__} in digit_tc.synthesis.")
    assert "\n" not in one.rejections[0].detail
    assert other.conversation is not None


@pytest.mark.parametrize(
    "problem", [StoreError("Held."), StopRequested("Stop."), MemoryError(), OSError(28, "full")]
)
def test_what_is_meant_to_end_the_run_ends_it(graph, scenarios, broken, problem):
    broken(problem)
    with pytest.raises(type(problem)):
        converse(scenarios[0], graph.by_key, SynthesisConfig())


def test_the_trace_is_logged_once_for_each_kind(graph, scenarios, broken, caplog):
    broken(KeyError("a"), times=3)
    with caplog.at_level(logging.ERROR, "digit_tc.synthesis"):
        for scenario in scenarios[:4]:
            converse(scenario, graph.by_key, SynthesisConfig())
    (told,) = caplog.records
    assert told.exc_info is not None
    assert "KeyError in digit_tc.synthesis" in told.getMessage()


def test_a_defect_while_models_write_ends_one_conversation(graph, scenarios, monkeypatch):
    async def converse_with(scenario, tools, config, asking):
        if scenario is scenarios[1]:
            raise AttributeError("no such thing")
        return converse(scenario, tools, config.synthesis)

    monkeypatch.setattr(model_writing, "converse_with", converse_with)
    config = RunConfig()
    finished = []
    asyncio.run(
        model_writing.write_with_models(
            scenarios[:3], graph.by_key, config, None, asyncio.Semaphore(2),
            JudgeReliability(config.quality.judge, 0, 0), finished.extend, 60,
        )
    )  # fmt: skip
    reasons = {
        one.outcome.scenario.id: [each.reason for each in one.outcome.rejections]
        for one in finished
        if one.outcome.conversation is None
    }
    assert reasons == {scenarios[1].id: [DEFECT]}
    assert len(finished) == 3


def test_a_conversation_asked_for_from_python_takes_the_place_of_one_that_a_defect_ended(broken):
    from digit_tc import conversations

    broken(IndexError("gone"))
    assert len(list(conversations(["starter"], count=3))) == 3


def test_a_run_goes_on_after_a_defect_and_the_gate_names_it(broken, tmp_path):
    from digit_tc import generate
    from digit_tc.errors import GateError

    broken(KeyError("a"))
    with pytest.raises(GateError, match=r"defect") as failed:
        generate(["starter"], db=tmp_path / "d.duckdb", export=tmp_path / "e.jsonl", count=20)
    assert all("defects" in one for one in failed.value.failures)
    with Store(tmp_path / "d.duckdb").reading() as reader:
        run_id = reader.run().run_id
        assert reader.rejections_by_reason(run_id)[DEFECT] == 1
        assert reader.counts(run_id)["admitted"] == 20


@pytest.mark.parametrize("paths", [["tags[]"], ["a[0]", "a[2]"], ["a", "a.b"], ["a[0]", "a.b"]])
def test_values_that_have_no_place_are_refused_as_such(paths):
    with pytest.raises(UnplacedError, match="has no place"):
        assemble([(path, "x") for path in paths])
