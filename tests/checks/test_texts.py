"""The checks on texts, from case files that anybody can read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from digit_tc_test_support.editing import bare_turn

from digit_tc.checks import CheckContext, get_check
from digit_tc.records import Assistant, Call, Conversation, Verdict

_CASES = Path(__file__).parents[1] / "cases" / "checks"
_FLIGHTS = [
    {"flight_id": "FL-100", "airline": "Air Azul", "departs": "2026-03-12T14:30:00",
     "price": 1499.5, "seats": 12},
    {"flight_id": "FL-200", "airline": "Nordwind", "departs": "2026-03-13T08:05:00",
     "price": 980.25, "seats": 3},
]  # fmt: skip


def _cases(name: str) -> list[Any]:
    listed = yaml.safe_load((_CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in listed]


@pytest.mark.parametrize("case", _cases("english"))
def test_request_reads_as_the_case_file_says(
    case: dict[str, Any], samples: ModuleType, context: CheckContext
) -> None:
    persona = {"plain": "bookkeeper", "terse": "courier", "typos": "new_parent"}
    conversation = _conversation(
        samples, request=case["text"], persona=persona[case.get("manner", "plain")]
    )
    _compare(_verdict("english", conversation, context), case)


@pytest.mark.parametrize("case", _cases("no_leak"))
def test_request_gives_away_what_the_case_file_says(
    case: dict[str, Any], samples: ModuleType, context: CheckContext
) -> None:
    result = {
        "flights": [{"flight_id": "FL-100", "departs": "2026-03-12", "price": 1499.5}],
        "note": "Bring a warm coat",
    }
    conversation = _conversation(samples, request=case["text"], result=result)
    _compare(_verdict("no_leak", conversation, context), case)


@pytest.mark.parametrize("case", _cases("summary"))
def test_summary_tells_what_the_case_file_says(
    case: dict[str, Any], samples: ModuleType, context: CheckContext
) -> None:
    conversation = _conversation(
        samples,
        request="Find flights to Lisbon for two people on March 12, 2026.",
        arguments={"name": "Lisbon", "limit": 2500},
        result={"flights": _FLIGHTS},
        summary=case["text"],
    )
    _compare(_verdict("summary", conversation, context), case)


def test_only_closing_words_have_room_for_more_than_one_call(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = _conversation(
        samples, request="Find flights to Lisbon.", arguments={"name": "Lisbon"},
        result={"flights": _FLIGHTS}, summary="I found two flights.",
    )  # fmt: skip
    turn = conversation.turns[0]
    asks = Assistant(
        id="t0.9", text="There are two. The first is early. Please say which. I can wait."
    )
    messages = (*turn.messages[:-1], asks, turn.messages[-1])
    talking = turn.model_copy(update={"messages": messages})
    verdict = _verdict("summary", conversation.model_copy(update={"turns": (talking,)}), context)
    assert not verdict.passed
    fewer = asks.model_copy(update={"text": "There are two. Please say which. I can wait."})
    messages = (*turn.messages[:-1], fewer, turn.messages[-1])
    talking = turn.model_copy(update={"messages": messages})
    assert _verdict(
        "summary", conversation.model_copy(update={"turns": (talking,)}), context
    ).passed


@pytest.mark.parametrize("case", _cases("hiding"))
def test_request_asks_for_a_hidden_call_where_the_case_file_says(
    case: dict[str, Any], samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(3)
    conversation = samples.with_turn(conversation, 0, request=case["text"])
    turn = conversation.turns[0]
    assert any(call.hidden for call in turn.calls)
    _compare(_verdict("hiding", conversation, context), case)


def test_manner_of_a_shipped_persona_is_known_and_an_unknown_one_is_plain(
    samples: ModuleType, context: CheckContext
) -> None:
    text = "book a table for two tonight"
    courier = _conversation(samples, request=text, persona="courier")
    assert _verdict("english", courier, context).passed
    stranger = _conversation(samples, request=text, persona="stranger")
    assert not _verdict("english", stranger, context).passed
    known = CheckContext(tools=context.tools, manners={"stranger": "terse"})
    assert _verdict("english", stranger, known).passed


def _verdict(name: str, conversation: Conversation, context: CheckContext) -> Verdict:
    check = get_check(name)
    return check.check(conversation, context)


def _compare(verdict: Verdict, case: dict[str, Any]) -> None:
    assert verdict.passed is case["passes"], verdict.reason
    assert case.get("reason", "") in verdict.reason


def _conversation(
    samples: ModuleType,
    *,
    request: str,
    summary: str = "Done.",
    arguments: dict[str, Any] | None = None,
    result: dict[str, Any] | None = None,
    persona: str = "bookkeeper",
) -> Conversation:
    call = Call(
        id=1, turn=0, group=0, step=0, tool=samples.SEARCH_FLIGHTS, arguments=arguments or {},
        provenance=(), hidden=False, result=result or {},
    )  # fmt: skip
    turn = bare_turn(request, (call,), summary)
    return Conversation(
        id="", index=0, scenario="", seed=0, today=dt.date(2026, 1, 5), persona=persona,
        system="You are an assistant.", tools=tuple(tool.key for tool in samples.build_tools()),
        turns=(turn,), writer="hand",
    )  # fmt: skip
