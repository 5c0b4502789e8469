"""Single facts of a summary are told as people tell them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from digit_tc.records import JSON, Tool, ToolSource
from digit_tc.writers.grammar.outcome import Outcome
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.summary import summarise, written
from digit_tc.writers.grammar.voice import Voice


def told(name: str, arguments: dict[str, Any], result: dict[str, Any], seed: int = 1) -> str:
    tool = Tool(
        namespace="test", name=name, description="", parameters={"type": "object"}, returns=None,
        source=ToolSource(label="test", reader="starter"), fingerprint=f"tool-{name}",
    )  # fmt: skip
    voice = Voice(random.Random(seed), False, "plain")
    return summarise([Outcome(spoken_tool(tool), arguments, result, hidden=False)], voice)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"distance_km": 0.9}, "the distance is 0.9 km"),
        ({"file_name": "a.pdf", "size_kb": 84}, "the size is 84 KB"),
        ({"followers": 640}, "there are 640 followers"),
        ({"lifespan_years": 15}, "the lifespan is 15 years"),
        ({"username": "aditi_r"}, "the username is aditi_r"),
        ({"result": 7.5}, "the answer is 7.5"),
        ({"result": "the reminder was sent."}, "the reminder was sent."),
        ({"result": "ready"}, "the answer is ready"),
        ({"published": "2026-03-12"}, "it was published on March 12, 2026"),
        ({"status_text": "in_progress"}, "the status text is in progress"),
    ],
)
def test_fact_is_told_as_people_tell_it(result: dict[str, Any], words: str) -> None:
    assert words.lower() in told("get_info", {}, result).lower()


def test_same_label_is_told_once() -> None:
    items = [{"name": "Northern League"}, {"name": "Northern League"}, {"name": "Coastal Cup"}]
    summary = told("get_leagues", {}, {"leagues": items})
    assert summary.count("Northern League") == 1
    assert "three leagues" in summary.lower()


def test_what_was_asked_to_be_deleted_is_not_told_as_news() -> None:
    summary = told("delete_run", {"id": "R-1"}, {"id": "R-1", "status": "deleted"})
    assert "ID is" not in summary
    assert "status" not in summary


def test_long_ids_are_not_listed() -> None:
    ids = [f"0000000{n}-1111-4111-8111-111111111111" for n in range(3)]
    summary = told("get_runs", {}, {"runs": [{"id": one} for one in ids]})
    assert "three runs" in summary
    assert not any(one in summary for one in ids)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-03-12", "March 12, 2026"),
        ("2026-03-12T09:30:00Z", "March 12, 2026 at 9:30 AM"),
        (True, None),
        (["a", "b", "c"], "a, b and c"),
        ("OUT_FOR_DELIVERY", "out for delivery"),
        (3.0, "3"),
    ],
)
def test_value_is_written_as_words(value: JSON, words: str | None) -> None:
    assert written(value) == words
