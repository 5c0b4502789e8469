"""Results that a model tells, and edges that it confirms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.api import tool_graph
from digit_tc.config import RunConfig
from digit_tc.errors import ConfigError
from digit_tc.language.validators import compiled
from digit_tc.llm import Answer, ChatMessage, Purpose, UnusableReplyError
from digit_tc.prompts.confirm_edges import ConfirmEdges
from digit_tc.records import Tool, ToolSource
from digit_tc.returns import infer_all
from digit_tc.writers.model.infer_returns import infer_returns, returns_prompt
from digit_tc.writers.model.told_fields import MOST_DEPTH, MOST_FIELDS, schema_of_fields

Reply = Callable[[tuple[ChatMessage, ...], Mapping[str, Any]], Any]


class Told:
    """Answers as a function says; None is no readable answer."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.purposes: list[Purpose] = []
        self.asked: list[tuple[ChatMessage, ...]] = []

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        self.purposes.append(purpose)
        self.asked.append(messages)
        data = self._reply(messages, schema)
        if data is None:
            raise UnusableReplyError("empty", "The reply was empty.")
        return Answer(data=data, model="openai/m", key="k")


def tool(name: str, does: str, *, returns: dict[str, Any] | None = None, **takes: str) -> Tool:
    properties = {one: {"type": kind} for one, kind in takes.items()}
    return Tool(
        namespace="shop",
        name=name,
        description=does,
        parameters={"type": "object", "properties": properties, "required": list(takes)},
        returns=returns,
        returns_origin="declared" if returns else "none",
        source=ToolSource(label="test", reader="openai"),
        fingerprint=f"tool-{name}",
    )


def field(path: str, kind: str = "string", description: str = "") -> dict[str, str]:
    return {"path": path, "type": kind, "description": description}


SEARCH = tool("search_orders", "Find the orders of a customer.", customer_id="string")
CANCEL = tool("cancel_order", "Cancel an order.", order_id="integer")
ORDERS = {"fields": [field("orders[].order_id"), field("orders[].total", "number", "In euros")]}


def test_paths_become_objects_and_lists() -> None:
    schema = schema_of_fields(
        [
            field("orders[].id", "integer", "Id of the order"),
            field("orders[].lines[].sku"),
            field("$.page.number", "integer"),
            field("tags[]"),
            field("[].name"),
        ]
    )
    assert schema is not None
    assert list(schema["properties"]) == ["orders", "page", "tags", "items"]
    validator = compiled(schema)
    assert not isinstance(validator, str)
    good = {
        "orders": [{"id": 1, "lines": [{"sku": "a"}]}],
        "page": {"number": 2},
        "tags": ["x"],
        "items": [{"name": "n"}],
    }
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "orders": [{"id": "1", "lines": []}]})
    assert not validator.is_valid({**good, "more": 1})


@pytest.mark.parametrize(
    "bad",
    [
        field(""),
        field("a b"),
        field("a..b"),
        field("../../etc"),
        field("a.b.c.d.e"),
        field("order"),
        field("order.id.value"),
        field("order[].id"),
        field("order.id", "integer"),
        field("x", "object"),
        field("x", "null"),
        field("x", "stringstring"),
    ],
)
def test_what_is_no_field_or_contradicts_an_earlier_one_is_left_out(bad: dict[str, str]) -> None:
    good = field("order.id")
    assert schema_of_fields([good, bad]) == schema_of_fields([good])


def test_nothing_usable_is_nothing() -> None:
    assert schema_of_fields([field("?")]) is None
    assert schema_of_fields([]) is None


def test_descriptions_are_cut_to_a_line() -> None:
    schema = schema_of_fields([field("id", "string", "word \n" * 200)])
    assert schema is not None
    description = schema["properties"]["id"]["description"]
    assert len(description) <= 120
    assert "\n" not in description


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "path": st.from_regex(r"[ab](\[\])?(\.[ab](\[\])?){0,5}", fullmatch=True)
                | st.text(max_size=12),
                "type": st.sampled_from(["string", "integer", "object", ""]),
                "description": st.text(max_size=30),
            }
        ),
        max_size=40,
    )
)
def test_whatever_is_told_the_schema_is_one_and_small(told: list[dict[str, str]]) -> None:
    schema = schema_of_fields(told)
    if schema is not None:
        assert not isinstance(compiled(schema), str)
        leaves, depth = _size(schema)
        assert 1 <= leaves <= MOST_FIELDS
        assert depth <= MOST_DEPTH


def _size(schema: dict[str, Any]) -> tuple[int, int]:
    while schema["type"] == "array":
        schema = schema["items"]
    if schema["type"] != "object":
        return 1, 0
    inner = [_size(one) for one in schema["properties"].values()]
    return sum(one[0] for one in inner), 1 + max(one[1] for one in inner)


def test_only_tools_without_results_are_asked_about() -> None:
    told = Told(lambda _messages, _schema: ORDERS)
    known = tool("a", "A.", returns={"type": "object", "properties": {"x": {"type": "string"}}})
    inferred = asyncio.run(infer_returns([known, SEARCH], told))
    assert inferred.tools[0] is known
    assert inferred.tools[1].returns_origin == "model"
    assert inferred.tools[1].fingerprint == SEARCH.fingerprint
    assert [one.subject for one in told.purposes] == ["shop::search_orders"]
    assert told.purposes[0].role == "simulator"


def test_equal_tools_give_equal_prompts_whatever_stands_beside_them() -> None:
    alone, beside = Told(lambda _m, _s: ORDERS), Told(lambda _m, _s: ORDERS)
    asyncio.run(infer_returns([SEARCH], alone))
    asyncio.run(infer_returns([CANCEL, SEARCH], beside))
    assert alone.asked[0] == beside.asked[1] == returns_prompt(SEARCH).messages()


def test_the_grammar_infers_what_nothing_readable_is_told_about() -> None:
    def reply(messages: tuple[ChatMessage, ...], _schema: Mapping[str, Any]) -> Any:
        return None if "cancel_order" in messages[1].content else {"fields": [field("a b c")]}

    inferred = asyncio.run(infer_returns([SEARCH, CANCEL], Told(reply)))
    assert inferred.unreadable == 2
    assert infer_all(inferred.tools) == infer_all([SEARCH, CANCEL])


def test_ids_that_a_model_tells_have_the_form_that_parameters_want() -> None:
    inferred = asyncio.run(infer_returns([SEARCH, CANCEL], Told(lambda _m, _s: ORDERS)))
    returns = infer_all(inferred.tools)[0].returns
    assert returns is not None
    assert returns["properties"]["orders"]["items"]["properties"]["order_id"]["type"] == "integer"


def graph_config(**graph: Any) -> RunConfig:
    return RunConfig.model_validate(
        {
            "roles": {"planner": "openai/m", "simulator": "openai/m"},
            "graph": {"embeddings": "none", **graph},
        }
    )


def _confirms(chosen: Callable[[int], bool]) -> Reply:
    def reply(messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]) -> Any:
        prompt = ConfirmEdges.parse(messages, dict(schema))
        kept = [pair.id for number, pair in enumerate(prompt.pairs) if chosen(number)]
        return {"confirmed": kept}

    return reply


def test_unconfirmed_edges_near_the_threshold_are_dropped_and_sure_ones_stay() -> None:
    plain = tool_graph(["starter"], graph_config(threshold=0.6))
    told = Told(_confirms(lambda _number: False))
    config = graph_config(threshold=0.6, confirm_edges=True)
    strict = tool_graph(["starter"], config, asking=told)
    assert {purpose.role for purpose in told.purposes} == {"planner"}
    assert strict.edges == tuple(edge for edge in plain.edges if edge.score >= 0.9)
    assert 0 < len(strict.edges) < len(plain.edges)


def test_confirmed_edges_below_the_threshold_come_in() -> None:
    config = graph_config(threshold=0.8, confirm_edges=True)
    all_of_them = tool_graph(["starter"], config, asking=Told(_confirms(lambda _number: True)))
    assert any(0.75 <= edge.score < 0.8 for edge in all_of_them.edges)
    assert all(edge.score >= 0.75 for edge in all_of_them.edges)


def test_edges_that_nothing_readable_is_said_about_go_by_their_score() -> None:
    config = graph_config(threshold=0.8, confirm_edges=True)
    plain = tool_graph(["starter"], graph_config(threshold=0.8))
    assert tool_graph(["starter"], config, asking=Told(lambda _m, _s: None)).edges == plain.edges


def test_one_more_tool_leaves_most_prompts_as_they_were() -> None:
    config = graph_config(threshold=0.8, confirm_edges=True)
    first, second = Told(_confirms(bool)), Told(_confirms(bool))
    tool_graph(["starter"], config, asking=first)
    call = tool("call_contact", "Call a contact.", contact_id="string")
    tool_graph(["starter", call], config, asking=second)
    before, after = set(first.asked), set(second.asked)
    assert len(before) > 3
    assert len(before - after) < len(before) / 2


def test_a_graph_by_a_model_needs_somebody_to_ask() -> None:
    with pytest.raises(ConfigError, match="nobody is given"):
        tool_graph(["starter"], graph_config(infer_returns="model"))
