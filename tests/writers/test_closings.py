"""What the assistant says when the calls of a turn are done, from a case file anybody can read."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from digit_tc_test_support.editing import bare_turn
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.checks import CheckContext, get_check
from digit_tc.records import Call, Conversation, Tool, ToolSource, Verdict
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.summary import Outcome, summarise
from digit_tc.writers.grammar.voice import Voice

_CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "closings.yml").read_text("utf-8"))
_MANNERS = ("plain", "terse", "polite", "chatty")
_MARKS = re.compile(r"\.\.|[,;:][,;:.]|\s[.,;:]|\( |__|\bthe the\b|\ba [aeio]|None|\{|\}")


def tool_of(case: dict[str, Any]) -> Tool:
    given = case.get("parameters", {})
    properties = {k: {"type": v} if isinstance(v, str) else v for k, v in given.items()}
    parameters = {"type": "object", "properties": properties}
    return Tool(
        namespace="test", name=case["tool"], description=case["does"], parameters=parameters,
        returns=None, answers=tuple(case.get("answers", ())), fingerprint=f"{case['name']}",
        source=ToolSource(label="test", reader="starter"),
    )  # fmt: skip


def outcome_of(case: dict[str, Any], *, hidden: bool = False) -> Outcome:
    profile = spoken_tool(tool_of(case))
    return Outcome(profile, case["arguments"], case["result"], hidden, case.get("status", "ok"))


def tell(*outcomes: Outcome, seed: int = 1, manner: str = "plain") -> str:
    return summarise(outcomes, Voice(random.Random(seed), False, manner))


def judge(text: str, *outcomes: Outcome) -> Verdict:
    calls = [
        Call(
            id=number, step=number, turn=0, group=number,
            tool=one.profile.tool.key, arguments=dict(one.arguments),
            result=one.result, status=one.status, hidden=one.hidden,
        )
        for number, one in enumerate(outcomes, 1)
    ]  # fmt: skip
    tools = {one.profile.tool.key: one.profile.tool for one in outcomes}
    conversation = Conversation(
        id="", index=0, scenario="", seed=0, today=dt.date(2026, 1, 5), persona="plain-1",
        system="", tools=tuple(tools), turns=(bare_turn("Please see to it.", calls, text),),
        writer="hand",
    )  # fmt: skip
    return get_check("summary").check(conversation, CheckContext(tools=tools))


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_closing_says_what_the_case_file_asks_for(case: dict[str, Any]) -> None:
    for seed in range(40):
        text = tell(outcome_of(case), seed=seed)
        for words in case.get("must", ()):
            assert words.lower() in text.lower(), text
        for words in case.get("never", ()):
            assert not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text), text
        assert text[0].isupper() or not text[0].isalpha(), text
        assert text.endswith((".", '."', "!")), text
        assert not _MARKS.search(text), text


@given(
    chosen=st.lists(st.sampled_from(_CASES), min_size=1, max_size=4),
    seed=st.integers(0, 10_000),
    manner=st.sampled_from(_MANNERS),
)
def test_the_check_of_summaries_accepts_every_closing(
    chosen: list[dict[str, Any]], seed: int, manner: str
) -> None:
    outcomes = [outcome_of(case) for case in chosen]
    text = tell(*outcomes, seed=seed, manner=manner)
    verdict = judge(text, *outcomes)
    assert verdict.passed, f"{verdict.reason} In: {text}"


@given(chosen=st.permutations(range(len(_CASES))), seed=st.integers(0, 10_000))
def test_hidden_calls_are_not_told(chosen: list[int], seed: int) -> None:
    shown, hidden = (_CASES[place] for place in chosen[:2])
    both = (outcome_of(hidden, hidden=True), outcome_of(shown))
    assert tell(*both, seed=seed) == tell(outcome_of(shown), seed=seed)
    assert tell(outcome_of(hidden, hidden=True), seed=seed) == tell(outcome_of(hidden), seed=seed)
