"""What a tool means is read out of its specification as a careful person would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from digit_tc.records import Tool, ToolSource
from digit_tc.semantics import derive_profile, profile_of, profile_tools
from digit_tc.semantics.vocabulary import effects_by_verb, infinitive, words_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "tool_profiles.yaml").read_text("utf-8")
)


def make_tool(case: dict[str, Any], namespace: str = "shop") -> Tool:
    names = case.get("parameters", [])
    return Tool(
        namespace=namespace,
        name=case["name"].replace(".", "_"),
        description=case.get("description", ""),
        parameters={
            "type": "object",
            "properties": {
                name: {
                    "type": case.get("types", {}).get(name, "string"),
                    "description": case.get("told", {}).get(name, ""),
                    **({"enum": case["enums"][name]} if name in case.get("enums", {}) else {}),
                }
                for name in (one.rstrip("!") for one in names)
            },
            "required": [name[:-1] for name in names if name.endswith("!")],
        },
        hints=case.get("hints", {}),
        source=ToolSource(label="test", reader="openapi", item=case.get("item", "")),
        fingerprint=f"tool-{case['name']}",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']} {case.get('item', '')}")
def test_a_tool_is_read_as_the_case_says(case: dict[str, Any]) -> None:
    profile = derive_profile(make_tool(case))
    read = {
        **{name: getattr(profile, name) for name in
           ("effect", "entity", "verb", "noun", "purpose", "tier", "confidence", "reads",
            "state_after")},
        "keys": [f"{key.parameter}:{key.entity}" for key in profile.keys],
        "filters": [f"{one.attribute} {one.operator}" for one in profile.filters],
        "sets": [one.attribute for one in profile.sets],
        "makes": list(profile.makes),
        "session": list(profile.session),
        "states": list(profile.states),
    }  # fmt: skip
    told = {key: case[key] for key in case.keys() & read.keys()}
    assert {key: read[key] for key in told} == told


def test_a_verb_stands_in_one_place_and_is_known_in_every_form() -> None:
    verbs = effects_by_verb()
    assert len(verbs) > 350
    assert [infinitive(word) for word in ("applies", "searches", "putting", "moving", "jar")] == [
        "apply", "search", "put", "move", None,
    ]  # fmt: skip
    assert words_of("verbs", "also_nouns") <= verbs.keys()
    assert words_of("verbs", "ending") <= verbs.keys()


def test_a_sentence_that_a_family_shares_is_not_a_tools_own() -> None:
    shared = "Part of the garden suite by Example."
    tools = [
        make_tool({"name": f"{verb}_plant", "description": f"{shared} {verb.title()}s a plant."})
        for verb in ("water", "move", "find")
    ]
    profiled = profile_tools(tools)
    assert [tool.profile.purpose for tool in profiled if tool.profile] == [
        "Waters a plant.", "Moves a plant.", "Finds a plant.",
    ]  # fmt: skip
    assert [tool.description for tool in profiled] == [tool.description for tool in tools]
    alone = profile_tools(tools[:2])
    assert all(tool.profile and tool.profile.purpose.startswith(shared) for tool in alone)


def test_every_effect_and_entity_says_what_it_rests_on() -> None:
    profile = derive_profile(make_tool({"name": "get_order", "description": "Get an order."}))
    assert {(one.field, one.value, one.source) for one in profile.evidence} == {
        ("effect", "get", "name"), ("effect", "get", "description"),
        ("entity", "order", "name"), ("entity", "order", "description"),
    }  # fmt: skip


def test_every_key_and_filter_says_what_it_rests_on() -> None:
    tool = make_tool({
        "name": "list_runs", "item": "GET /flows/{id}/runs", "parameters": ["id!", "tag"],
        "told": {"tag": "The tag of the runs."},
    })  # fmt: skip
    grounds = [one for one in derive_profile(tool).evidence if one.field in ("keys", "filters")]
    assert [(one.field, one.value, one.source, one.detail) for one in grounds] == [
        ("keys", "id", "route", "{id}"), ("filters", "tag", "schema", "The tag of the runs."),
    ]  # fmt: skip
    told = derive_profile(make_tool({
        "name": "get_copy", "parameters": ["shelf!"], "hints": {"x-key": "shelf"},
    }))  # fmt: skip
    assert ("keys", "spec key") in {(one.field, one.source) for one in told.evidence}


def test_the_states_that_one_tool_declares_hold_for_its_siblings() -> None:
    returns = {
        "type": "object",
        "properties": {"status": {"type": "string", "enum": ["OPEN", "CANCELED"]}},
    }
    read = make_tool({"name": "get_order", "parameters": ["order_id!"]}).model_copy(
        update={"returns": returns, "returns_origin": "declared"}
    )
    write = make_tool({"name": "cancel_order", "parameters": ["order_id!"]})
    other = make_tool({"name": "cancel_trip", "parameters": ["trip_id!"]})
    profiles = [tool.profile for tool in profile_tools([read, write, other])]
    assert [(one.states, one.state_after) for one in profiles if one] == [
        (("OPEN", "CANCELED"), ""), (("OPEN",), "CANCELED"), ((), "cancelled"),
    ]  # fmt: skip
    assert [one.evidence[-1].source for one in profiles if one][1] == "siblings"


def returning(case: dict[str, Any], status: list[str]) -> Tool:
    returns = {"type": "object", "properties": {"status": {"type": "string", "enum": status}}}
    return make_tool(case).model_copy(update={"returns": returns, "returns_origin": "declared"})


@pytest.mark.parametrize(
    ("status", "after"),
    [(["scheduled"], "scheduled"), (["done"], ""), (["scheduled", "rejected"], "")],
)
def test_the_only_status_that_a_result_can_have_is_the_state_after_the_call(
    status: list[str], after: str
) -> None:
    case = {"name": "send_payment", "description": "Send a payment.", "parameters": ["amount!"],
            "hints": {"x-effect": "create", "x-entity": "payment"}}  # fmt: skip
    profile = derive_profile(returning(case, status))
    assert profile.state_after == after
    assert [one.source for one in profile.evidence if one.field == "state_after"] == (
        ["schema"] if after else []
    )


def test_states_that_words_tell_are_spelled_as_a_sibling_declares_them() -> None:
    read = returning({"name": "get_order", "parameters": ["order_id!"]}, ["OPEN", "CANCELED"])
    write = make_tool({
        "name": "cancel_order", "parameters": ["order_id!"],
        "description": "Cancel an order. Only an open order can be cancelled.",
    })  # fmt: skip
    profile = profile_tools([read, write])[1].profile
    assert profile is not None
    assert (profile.states, profile.state_after) == (("OPEN",), "CANCELED")
    (ground,) = [one for one in profile.evidence if one.field == "states"]
    assert (ground.source, ground.detail) == ("description", "only an open order can be")


def test_a_profile_made_at_ingestion_is_the_one_that_is_used() -> None:
    (tool,) = profile_tools([make_tool({"name": "get_order"})])
    assert profile_of(tool) is tool.profile
    bare = make_tool({"name": "get_order"})
    assert profile_of(bare) == tool.profile
    assert profile_of(bare) is profile_of(bare)
