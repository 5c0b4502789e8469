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
from digit_tc.writers.grammar.outcome import Outcome
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.summary import summarise
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


def _named(*names: str) -> list[Outcome]:
    cases = {case["name"]: case for case in _CASES}
    return [outcome_of(cases[name]) for name in names]


@pytest.mark.parametrize(
    ("text", "names", "reason"),
    [
        ("Done: order O-99 has been cancelled.", ["not found"], "failed"),
        ("Order O-99 has been cancelled. There is no charge.", ["not found"], "failed"),
        ("I've sent the email.", ["temporarily unavailable"], "failed"),
        (
            "File F-2 has been deleted, and the folder is ready.",
            ["nothing comes back from a deletion", "an error in plain text"],
            "failed",
        ),
        ("I've cancelled order O-17; the refund takes 6 days.", ["something is taken back"], "6"),
        ("I found four open orders.", ["three rows, each with what matters"], "four"),
        ("I found one hotel for 71 EUR.", ["one row is told like one thing"], "71"),
        (
            "I've cancelled order O-17.",
            ["something is taken back", "nothing comes back from a deletion"],
            "leaves out what delete_file did",
        ),
        (
            "Lisbon is sunny at 24 degrees.",
            ["a plain text", "a bare number"],
            "leaves out what get_balance did",
        ),
    ],
)
def test_the_check_of_summaries_names_a_planted_fault(
    text: str, names: list[str], reason: str
) -> None:
    verdict = judge(text, *_named(*names))
    assert not verdict.passed
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Order O-99 was not found, so it has not been cancelled.", ["not found"]),
        ("I tried, but the event has already taken place.", ["not in that state"]),
        ("Both are done.", ["something is taken back", "nothing comes back from a deletion"]),
        (
            "The order is cancelled, and the file is gone.",
            ["something is taken back", "nothing comes back from a deletion"],
        ),
        ("24 degrees, and 812.4 on the account.", ["a plain text", "a bare number"]),
    ],
)
def test_the_check_of_summaries_takes_other_words_for_the_same(text: str, names: list[str]) -> None:
    verdict = judge(text, *_named(*names))
    assert verdict.passed, verdict.reason


def test_a_call_that_worked_the_second_time_is_told_as_a_success() -> None:
    case = next(one for one in _CASES if one["name"] == "something is taken back")
    first = outcome_of({**case, "result": {"error": "Try again."}, "status": "error"})
    text = tell(first, outcome_of(case))
    assert text == tell(outcome_of(case))
    assert judge(text, first, outcome_of(case)).passed


_KEYS = st.sampled_from(
    "name title price_eur count stock status city date start_time size_in_kb delivery_days open "
    "breakfast_included tags owner items note xq order_id id total_usd working_days_left".split()
)
_SCALARS = (
    st.integers(0, 5000)
    | st.floats(0, 900).map(lambda number: round(number, 2))
    | st.booleans()
    | st.none()
    | st.sampled_from(["", "open", "in_transit", "Lisbon", "2026-05-04", "2026-05-04T09:30:00Z",
                       "It is late. Come in.", "O-17", "09:15", "a kettle"])
)  # fmt: skip
_RESULTS = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=20,
)


@given(
    case=st.sampled_from(_CASES),
    result=_RESULTS,
    seed=st.integers(0, 1000),
    status=st.sampled_from(["ok", "error"]),
)
def test_whatever_comes_back_no_number_is_invented(
    case: dict[str, Any], result: Any, seed: int, status: str
) -> None:
    outcome = outcome_of({**case, "result": result, "status": status})
    text = tell(outcome, seed=seed)
    assert text.strip().endswith((".", '."', "!", "?")), text
    assert "_" not in text.replace("ID is in_transit", ""), text  # an id stays as it is
    assert not re.search(r"None|True|False|\bnull\b", text), text
    verdict = judge(text, outcome)
    invented = "neither said nor shown" in verdict.reason or "succeeded" in verdict.reason
    assert not invented, f"{verdict.reason} In: {text}"
