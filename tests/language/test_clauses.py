"""A description becomes what one person asks another to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.semantics.clauses import clause_of

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "clauses.yml").read_text(encoding="utf-8")
)


def spoken(name: str, description: str) -> str:
    clause = clause_of(name, description)
    parts = [part if isinstance(part, str) else f"<{part.text}>" for part in clause.parts]
    return " ".join([clause.verb, *parts])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_description_becomes_an_imperative(case: dict[str, str]) -> None:
    assert spoken(case["name"], case["description"]) == case["clause"]


@given(description=st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_description_gives_something_short_to_say(description: str) -> None:
    said = spoken("get_weather", description)
    assert 2 <= len(said.split()) <= 20
    assert "_" not in said
    assert "{" not in said


@pytest.mark.parametrize(
    "description",
    [
        "Ruft die aktuelle Wettervorhersage für eine Stadt ab.",
        "获取指定城市的天气",
        "Renvoie la météo d'une ville {city}.",
    ],
)
def test_description_that_cannot_be_said_falls_back_on_the_name(description: str) -> None:
    said = spoken("get_weather_report", description)
    assert said.isascii()
    assert "{" not in said
