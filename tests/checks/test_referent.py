"""Which thing is meant where an earlier turn made one."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from digit_tc.checks import CheckContext, get_check
from digit_tc.records import (
    Call,
    Conversation,
    Plan,
    Provenance,
    Tool,
    ToolSource,
    Verdict,
    compose_turn,
)

_ID = {"type": "string"}


def _tool(name: str, parameters: dict[str, Any], returns: dict[str, Any]) -> Tool:
    return Tool(
        namespace="shop",
        name=name,
        description="",
        parameters={"type": "object", "properties": parameters},
        returns={"type": "object", "properties": returns},
        source=ToolSource(label="shop.json", reader="openai"),
        fingerprint=f"tool-{name}",
    )


_ROWS = {
    "type": "array",
    "items": {"type": "object", "properties": {"order_id": _ID, "title": _ID, "status": _ID}},
}
_PLACE = _tool(
    "place_order",
    {"product_id": _ID, "address_id": _ID},
    {"order_id": _ID, "payment_id": _ID, "address_id": _ID},
)
_LIST = _tool("list_orders", {"date": _ID}, {"orders": _ROWS})
_CANCEL = _tool("cancel_order", {"order_id": _ID, "date": _ID}, {"status": _ID})
_MOVE = _tool("move_address", {"address_id": _ID}, {"status": _ID})
_PAY = _tool("get_payment", {"payment_id": _ID}, {"status": _ID})
_TOOLS = {tool.key: tool for tool in (_PLACE, _LIST, _CANCEL, _MOVE, _PAY)}
_MADE = {"order_id": "ORD-1", "payment_id": "PAY-1", "address_id": "ADR-1"}
_OTHER = {"order_id": "ORD-7", "title": "Team dinner", "status": "delivered"}


def _call(number: int, turn: int, tool: Tool, **fields: Any) -> Call:
    content: dict[str, Any] = {"arguments": {}, "provenance": (), "hidden": False, "result": {}}
    return Call(id=number, turn=turn, group=0, step=0, tool=tool.key, **(content | fields))


def _judged(
    samples: ModuleType,
    request: str,
    *,
    between: tuple[Call, ...] = (),
    hidden: bool = True,
    row: dict[str, Any] = _OTHER,
    asked: str = "",
    shared: bool = False,
    user: Tool = _CANCEL,
    field: str = "order_id",
) -> Verdict:
    """An order is placed; then a row of a list is acted on. `asked` is a date that is said."""
    start = request.find(asked)
    said = Provenance(path="date", kind="user", message="t1.0", start=start, end=start + len(asked))
    place = f"orders[0].{field}"
    looking = _call(
        3,
        1,
        _LIST,
        hidden=hidden,
        arguments={"date": asked} if asked else {},
        provenance=(said,) if asked else (),
        result={"orders": [row]},
    )
    acting = _call(
        4,
        1,
        user,
        arguments={field: row[field]},
        provenance=(
            Provenance(path=field, kind="result", call=3, result_path=place),
            *((said,) if shared else ()),
        ),
        result={"status": "done"},
    )
    place_order = _call(1, 0, _PLACE, arguments={"product_id": "P-1"}, result=_MADE)
    base = samples.build_conversation(0)
    turns = [
        compose_turn(
            at, base.turns[at].spec, Plan(turn=at), request=words, calls=calls, summary="Done."
        )
        for at, words, calls in (
            (0, "Order it.", (place_order, *between)),
            (1, request, (looking, acting)),
        )
    ]
    return _verdict(samples.replaced(base, turns=tuple(turns)))


def _verdict(conversation: Conversation) -> Verdict:
    check = get_check("referent")
    assert check.check(conversation, CheckContext(tools=_TOOLS), first=2).passed
    return check.check(conversation, CheckContext(tools=_TOOLS))


def test_reason_says_which_one_is_meant_and_what_to_do(samples: ModuleType) -> None:
    verdict = _judged(samples, "Stop the order from going out.")
    assert not verdict.passed
    assert verdict.turn == 1
    assert verdict.reason == (
        "Call 4 (cancel_order) takes order ORD-7 from call 3 (list_orders), which is hidden, and "
        "the request names no order: it means ORD-1, which call 1 made. Take $1.order_id instead, "
        "or let the request say which other order is meant."
    )


@pytest.mark.parametrize(
    ("request_text", "passes"),
    [
        ("Cancel the order.", False),
        ("Change where the order is delivered.", False),
        ("Cancel order ORD-7.", True),
        ("Cancel the order of the team dinner.", True),
        ("Cancel my other order.", True),
        ("Cancel the oldest of my orders, the oldest open order.", True),
        ("Cancel another one; I need the order.", False),
    ],
)
def test_words_that_name_another_one(samples: ModuleType, request_text: str, passes: bool) -> None:
    assert _judged(samples, request_text).passed is passes


def test_what_was_asked_for_may_be_taken(samples: ModuleType) -> None:
    assert _judged(samples, "List my orders and cancel the order.", hidden=False).passed


def test_the_one_that_was_made_may_be_looked_up(samples: ModuleType) -> None:
    assert _judged(samples, "Cancel the order.", row={"order_id": "ORD-1"}).passed


def test_what_was_made_and_removed_is_no_longer_meant(samples: ModuleType) -> None:
    gone = _call(2, 0, _CANCEL, arguments={"order_id": "ORD-1"}, result={"status": "cancelled"})
    assert _judged(samples, "Cancel the order.", between=(gone,)).passed


def test_a_choice_of_the_user_counts_and_a_goal_does_not(samples: ModuleType) -> None:
    words = "Cancel the order of 2026-05-04."
    assert _judged(samples, words, asked="2026-05-04").passed
    assert not _judged(samples, words, asked="2026-05-04", shared=True).passed


def test_what_may_be_chosen_is_not_made(samples: ModuleType) -> None:
    row = {"address_id": "ADR-2"}
    assert _judged(samples, "Move it.", row=row, user=_MOVE, field="address_id").passed


def test_other_things_that_a_call_makes_count_too(samples: ModuleType) -> None:
    row = {"order_id": "ORD-7", "payment_id": "PAY-7"}
    verdict = _judged(samples, "See if it was paid.", row=row, user=_PAY, field="payment_id")
    assert "it means PAY-1" in verdict.reason
