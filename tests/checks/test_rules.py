"""Single rules where the table of faults does not reach: hard cases that must pass, and edges."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from digit_tc_test_support.editing import edited
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.checks import CHECKS, CheckContext, assess, get_check
from digit_tc.checks.plan_valid import is_placeholder
from digit_tc.records import Conversation, Provenance, Tool, ToolSource, Verdict

_CASES = Path(__file__).parents[1] / "cases" / "checks"


@pytest.mark.parametrize(
    "case", yaml.safe_load((_CASES / "placeholders.yml").read_text(encoding="utf-8")), ids=str
)
def test_placeholder_is_what_the_case_file_says(case: dict[str, Any]) -> None:
    schema = {"enum": case["offered"]} if "offered" in case else {"type": "string"}
    tool = _tool({case["argument"]: schema})
    assert is_placeholder(case["value"], case["argument"], tool) is case["placeholder"]


def test_value_said_in_an_earlier_turn_counts_as_grounded(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    call = conversation.calls[2]
    city = conversation.calls[0].provenance[0]
    sources = [s for s in call.provenance if s.path != "passenger.name"]
    said = city.model_copy(update={"path": "passenger.name"})
    arguments = {**call.arguments, "passenger": {"name": "Lisbon"}}
    changed = samples.with_call(conversation, 3, arguments=arguments, provenance=(*sources, said))
    assert _verdict("grounded", changed, context).passed


def test_whole_number_and_decimal_number_are_the_same_value(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    call = conversation.calls[1]
    arguments = {**call.arguments, "passengers": float(call.arguments["passengers"])}
    assert assess(samples.with_call(conversation, 2, arguments=arguments), context).accepted


def test_number_inside_a_longer_number_is_no_source(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    request = conversation.turns[0].request
    start = request.index("2026")
    source = Provenance(
        path="passengers",
        kind="user",
        message="t0.0",
        start=start,
        end=start + 1,
        transform="integer",
    )
    call = conversation.calls[1]
    sources = tuple(source if s.path == "passengers" else s for s in call.provenance)
    changed = samples.with_call(conversation, 2, provenance=sources)
    verdict = _verdict("grounded", changed, context)
    assert not verdict.passed
    assert "a part of a longer word" in verdict.reason


def test_default_of_a_surrounding_object_is_a_source(samples: ModuleType) -> None:
    schema = {
        "page": {
            "type": "object",
            "properties": {"size": {"type": "integer"}},
            "default": {"size": 20},
        }
    }
    source = Provenance(path="page.size", kind="default")
    assert _grounded(samples, schema, {"page": {"size": 20}}, source).passed
    assert not _grounded(samples, schema, {"page": {"size": 21}}, source).passed


def test_enum_value_is_a_source_only_where_it_is_offered(samples: ModuleType) -> None:
    schema = {"sizes": {"type": "array", "items": {"enum": ["S", "M"]}}}
    source = Provenance(path="sizes[0]", kind="enum")
    assert _grounded(samples, schema, {"sizes": ["M"]}, source).passed
    assert not _grounded(samples, schema, {"sizes": ["XL"]}, source).passed


def test_undeclared_argument_inside_an_object_of_a_list_is_found(samples: ModuleType) -> None:
    schema = {
        "guests": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {}}},
        }
    }
    tool = _tool(schema)
    right = _conversation(samples, tool, {"guests": [{"name": "Ana"}]})
    wrong = _conversation(samples, tool, {"guests": [{"name": "Ana"}, {"age": 3}]})
    context = CheckContext(tools={tool.key: tool})
    assert _verdict("arguments_valid", right, context).passed
    verdict = _verdict("arguments_valid", wrong, context)
    assert not verdict.passed
    assert "undeclared argument guests[1].age" in verdict.reason


def test_free_objects_and_patterned_keys_declare_their_keys(samples: ModuleType) -> None:
    schema = {
        "labels": {"type": "object"},
        "scores": {"type": "object", "additionalProperties": {"type": "number"}},
        "extra": {"type": "object", "properties": {}, "patternProperties": {"^x-": {}}},
    }
    tool = _tool(schema)
    context = CheckContext(tools={tool.key: tool})
    right = {"labels": {"a": "b"}, "scores": {"math": 1}, "extra": {"x-1": 2}}
    assert _verdict("arguments_valid", _conversation(samples, tool, right), context).passed
    wrong = _conversation(samples, tool, {"extra": {"y": 2}})
    assert not _verdict("arguments_valid", wrong, context).passed


def test_schema_that_points_outside_is_a_fault_and_not_a_request(samples: ModuleType) -> None:
    tool = _tool({"city": {"$ref": "http://127.0.0.1:9/city.json"}})
    context = CheckContext(tools={tool.key: tool})
    verdict = _verdict("arguments_valid", _conversation(samples, tool, {"city": "Oslo"}), context)
    assert not verdict.passed
    assert "the schema itself cannot be used" in verdict.reason


def test_required_tool_must_have_been_called_before(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    verdict = _verdict("protocol", conversation, _requiring(context, samples, "money::login"))
    assert not verdict.passed
    assert "requires money::login" in verdict.reason
    met = _requiring(context, samples, samples.FIND_CITY)
    assert _verdict("protocol", conversation, met).passed


def test_required_call_may_be_hidden_although_no_value_of_it_is_used(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    call = conversation.calls[1]
    sources = tuple(s for s in call.provenance if s.kind != "result")
    unused = samples.with_call(conversation, 2, provenance=sources)
    assert not _verdict("hiding", unused, context).passed
    tools = dict(context.tools)
    search = tools[samples.SEARCH_FLIGHTS]
    tools[search.key] = search.model_copy(update={"requires": (samples.FIND_CITY,)})
    assert _verdict("hiding", unused, CheckContext(tools=tools)).passed


def test_verb_and_noun_that_an_explicit_call_shares_do_not_ask_for_the_hidden_one(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    request = "Please look up the city for me."
    asked = samples.with_turn(conversation, 0, request=request)
    verdict = _verdict("hiding", asked, context)
    assert not verdict.passed
    assert '"look up the city"' in verdict.reason
    tools = dict(context.tools)
    search = tools[samples.SEARCH_FLIGHTS]
    tools[search.key] = search.model_copy(update={"name": "search_city_flights"})
    assert _verdict("hiding", asked, CheckContext(tools=tools)).passed


@pytest.mark.parametrize(
    ("request_text", "passes"),
    [
        ("Flights for two people please. It is about Lisbon.", True),
        ("About Lisbon: flights for two people please.", False),
        ("Flights for two people, just two, to Lisbon, lovely Lisbon.", True),
        ("Flights for two people to Lisbon. I love Lisbon. I mean two people.", False),
        ("Flights for two people please.", True),
        ("I would like to go from Lisbon somewhere for two people.", True),
        ("It is about Lisbon. Flights for two people please.", False),
    ],
)
def test_goal_comes_first_for_first_and_for_last_occurrences(
    request_text: str, passes: bool, samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    find, search = conversation.turns[0].calls

    def said(path: str, text: str) -> tuple[Provenance, ...]:
        start = request_text.find(text)
        if start < 0:
            return ()
        return (
            Provenance(path=path, kind="user", message="t0.0", start=start, end=start + len(text)),
        )

    calls = (
        find.model_copy(update={"provenance": said("name", "Lisbon")}),
        search.model_copy(update={"provenance": said("passengers", "two")}),
    )
    changed = samples.with_turn(conversation, 0, request=request_text, calls=calls)
    assert _verdict("goal_first", changed, context).passed is passes


def test_call_may_be_repeated_after_something_changed(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    find, _, book, _ = conversation.calls
    again = find.model_copy(update={"id": 5, "turn": 1})
    repeated = samples.with_turn(conversation, 1, calls=(again,))
    assert not _verdict("distinct", repeated, context).passed
    after_booking = samples.with_turn(conversation, 1, calls=(book, again))
    assert _verdict("distinct", after_booking, context).passed


def test_result_without_a_schema_and_error_results_are_not_held_against_the_call(
    samples: ModuleType, context: CheckContext
) -> None:
    conversation = samples.build_conversation(0)
    failed = samples.with_call(conversation, 4, result={"error": "Timed out."}, status="error")
    assert _verdict("results_valid", failed, context).passed
    tools = {key: tool.model_copy(update={"returns": None}) for key, tool in context.tools.items()}
    changed = samples.with_call(conversation, 4, result={"anything": 1})
    assert _verdict("results_valid", changed, CheckContext(tools=tools)).passed


@settings(max_examples=60, deadline=None)
@given(request=st.text(max_size=200), summary=st.text(max_size=200))
def test_no_text_makes_a_check_raise(
    samples: ModuleType, context: CheckContext, request: str, summary: str
) -> None:
    conversation = samples.build_conversation(0)
    odd = samples.with_turn(conversation, 0, request=request, summary=summary)
    verdicts = assess(odd, context).verdicts
    assert [verdict.check for verdict in verdicts] == [check.NAME for check in CHECKS]
    assert all(verdict.reason for verdict in verdicts)


def test_assessment_is_the_same_every_time(samples: ModuleType, context: CheckContext) -> None:
    conversation = samples.build_conversation(5)
    fresh = CheckContext(tools=dict(context.tools))
    assert assess(conversation, context) == assess(conversation, fresh)


def _verdict(name: str, conversation: Conversation, context: CheckContext) -> Verdict:
    check = get_check(name)
    return check.check(conversation, context)


def _tool(properties: dict[str, Any]) -> Tool:
    return Tool(
        namespace="odd",
        name="do_something",
        description="",
        parameters={"type": "object", "properties": properties},
        source=ToolSource(label="odd.json", reader="openai"),
        fingerprint="tool-odd",
    )


def _conversation(
    samples: ModuleType, tool: Tool, arguments: dict[str, Any], *sources: Provenance
) -> Conversation:
    conversation = samples.build_conversation(0)
    first = conversation.turns[0]
    call = first.calls[0].model_copy(
        update={"tool": tool.key, "arguments": arguments, "provenance": sources}
    )
    turn = edited(first, calls=(call,))
    return samples.replaced(conversation, tools=(tool.key,), turns=(turn,))


def _grounded(
    samples: ModuleType, schema: dict[str, Any], arguments: dict[str, Any], *sources: Provenance
) -> Verdict:
    tool = _tool(schema)
    conversation = _conversation(samples, tool, arguments, *sources)
    return _verdict("grounded", conversation, CheckContext(tools={tool.key: tool}))


def _requiring(context: CheckContext, samples: ModuleType, needed: str) -> CheckContext:
    tools = dict(context.tools)
    book = tools[samples.BOOK_FLIGHT]
    tools[book.key] = book.model_copy(update={"requires": (needed,)})
    return CheckContext(tools=tools)
