"""Results that are not declared, inferred with what sibling tools say of the same entity."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from digit_tc_test_support.answering import answer_all

from digit_tc.records import Tool, ToolSource, content_id
from digit_tc.returns import infer_all

STRING = {"type": "string"}
TODAY = dt.date(2026, 3, 2)
SIZE = {"type": "string", "enum": ["small", "large"], "description": "How big the pet is."}


def tool(name: str, description: str, wanted: dict[str, Any], **optional: Any) -> Tool:
    return Tool(
        namespace="vet",
        name=name,
        description=description,
        parameters={
            "type": "object",
            "properties": {**wanted, **optional},
            "required": list(wanted),
        },
        source=ToolSource(label="test", reader="openai"),
        fingerprint=content_id("tool", name, description),
    )


VISITS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"treatment": STRING, "day": {"type": "string", "format": "date"}},
        "required": ["treatment", "day"],
    },
}
TOOLS = [
    tool("find_pet_id_by_chip", "Find the id of a pet by its chip.", {"chip": STRING}),
    tool("get_pet_details", "Get the details of a pet, including its visits.", {"pet_id": STRING}),
    tool("search_pets", "Search for pets.", {}, breed=STRING, limit={"type": "integer"}),
    tool("get_owner", "Get an owner with their pets.", {"owner_id": {"type": "integer"}}),
    tool("register_pet", "Register a pet.",
         {"name": STRING, "size": SIZE, "owner_id": {"type": "integer"}}),
    tool("update_pet", "Update a pet.", {"pet_id": STRING}, weight={"type": "number"}),
    tool("delete_pet", "Delete a pet.", {"pet_id": STRING}),
    tool("book_visits", "Book visits.", {"pet_id": STRING, "visits": VISITS, "password": STRING}),
    tool("cancel_visit", "Cancel a visit.", {"visit_id": STRING, "reason": STRING}),
]  # fmt: skip


@pytest.fixture(scope="module")
def returns() -> dict[str, Any]:
    return {each.name: each.returns for each in infer_all(TOOLS)}


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    return schema["properties"]


def test_a_reader_gives_what_its_siblings_take(returns):
    pet = fields(returns["get_pet_details"])
    assert {"pet_id", "name", "size", "weight", "owner_id"} <= set(pet)
    assert pet["owner_id"]["type"] == "integer"


def test_a_declared_enum_holds_for_the_field(returns):
    assert fields(returns["get_pet_details"])["size"]["enum"] == ["small", "large"]


def test_what_a_description_counts_among_its_parts_is_listed_with_ids(returns):
    assert fields(returns["get_pet_details"])["visit_ids"]["items"] == STRING
    pets = fields(returns["get_owner"])["pets"]
    assert {"pet_id", "owner_id", "name"} <= set(fields(pets["items"]))


def test_who_looks_for_an_id_gets_that_id(returns):
    assert set(fields(returns["find_pet_id_by_chip"])) == {"pet_id"}


def test_a_search_gives_rows_without_what_only_steers_it(returns):
    row = fields(fields(returns["search_pets"])["pets"]["items"])
    assert {"pet_id", "breed", "name"} <= set(row)
    assert "limit" not in row


def test_what_is_made_has_the_id_that_siblings_take_and_what_it_was_made_with(returns):
    made = fields(returns["register_pet"])
    assert next(iter(made)) == "pet_id"
    assert {"name", "size", "owner_id"} <= set(made)
    assert "registration_id" not in made


@pytest.mark.parametrize("verb", ["update", "return", "exchange"])
def test_what_is_done_to_a_thing_is_told_apart_from_the_state_it_is_in(verb):
    done = tool(f"{verb}_pet", f"{verb.capitalize()} a pet.", {"pet_id": STRING, "note": STRING})
    made = {each.name: each.returns for each in infer_all([*TOOLS[:5], done])}[f"{verb}_pet"]
    assert "enum" in fields(made)["outcome"]
    assert "status" not in fields(made)


def test_what_is_deleted_is_not_described(returns):
    assert set(fields(returns["delete_pet"])) == {"pet_id", "outcome"}


@pytest.mark.parametrize("secret", ["password", "reason", "limit"])
def test_secrets_and_what_is_of_the_call_are_never_fields(returns, secret):
    def names(schema):
        for name, inner in schema.get("properties", {}).items():
            yield name
            yield from names(inner)
            yield from names(inner.get("items", {}))

    given = {each.name: each.parameters["properties"] for each in TOOLS}
    for name, schema in returns.items():
        assert secret not in set(names(schema)) - set(given[name])


def test_two_makers_of_one_noun_are_two_authors_and_tell_nothing():
    rival = tool("create_pet", "Create a pet.", {"species": STRING, "colour": STRING})
    alone = infer_all([rival])[0].returns
    assert next(e for e in infer_all([*TOOLS, rival]) if e.name == "create_pet").returns == alone


def test_a_catalogue_of_unrelated_tools_tells_nothing():
    noise = [
        tool(f"measure_{chr(97 + i // 26)}{chr(97 + i % 26)}x", "Measure it.", {"speed": STRING})
        for i in range(200)
    ]
    known = {each.name: each for each in infer_all([*TOOLS, *noise])}
    assert "owner_id" not in fields(known["get_pet_details"].returns)


def test_a_declared_result_stays():
    told = {"type": "object", "properties": {"beast": STRING}}
    declared = TOOLS[1].model_copy(update={"returns": told, "returns_origin": "declared"})
    assert set(fields(infer_all([declared, *TOOLS[2:]])[0].returns)) == {"beast"}


def test_an_update_leaves_the_rest_of_the_thing_as_it_was():
    tools = {each.name: each for each in infer_all(TOOLS)}
    for seed in range(20):
        update = {"pet_id": "P-1", "weight": 4.5}
        steps = [(tools["get_pet_details"], {"pet_id": "P-1"}), (tools["update_pet"], update)]
        read, changed = answer_all(steps, TODAY, seed)
        assert changed["weight"] == 4.5
        same = read.keys() & changed.keys() - {"weight"}
        assert {"size", "owner_id", "visit_ids"} <= same
        assert {name: read[name] for name in same} == {name: changed[name] for name in same}


def test_what_a_call_gave_comes_back_as_it_was_given():
    tools = {each.name: each for each in infer_all(TOOLS)}
    visits = [{"treatment": "vaccination", "day": "2026-03-04"}]
    given = {"pet_id": "P-1", "visits": visits, "password": "x"}
    (told,) = answer_all([(tools["book_visits"], given)], TODAY)
    assert told["visits"] == visits
