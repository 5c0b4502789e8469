"""What documents say in unusual ways is read, and what cannot become a tool is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.specs import load_tools
from digit_tc.specs.load import Loaded

Schema = dict[str, Any]


def read(tmp_path: Path, paths: Schema, schemas: Schema | None = None, **more: Any) -> Loaded:
    document = {"openapi": "3.1.0", "info": {}, "paths": paths, **more}
    if schemas is not None:
        document["components"] = {"schemas": schemas}
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return load_tools([str(path)])


def only(loaded: Loaded) -> Tool:
    (tool,) = (tool for tool in loaded.tools if not tool.variant)
    return tool


def found(tool: Tool) -> dict[str, str]:
    return {finding.rule: finding.detail for finding in tool.findings}


def body(schema: Schema) -> Schema:
    content = {"application/json": {"schema": schema}}
    return {"post": {"operationId": "add", "requestBody": {"required": True, "content": content}}}


def extending(**properties: Any) -> Schema:
    return {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": properties}]}


PET = {
    "type": "object",
    "required": ["kind", "name"],
    "discriminator": {"propertyName": "kind"},
    "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
}


def test_a_discriminator_in_the_parent_leads_to_its_subtypes(tmp_path: Path) -> None:
    schemas = {"Pet": PET, "Dog": extending(bark={"type": "integer"}), "Cat": extending()}
    tool = only(read(tmp_path, {"/x": body({"$ref": "#/components/schemas/Pet"})}, schemas))
    assert set(tool.parameters["properties"]) == {"kind", "name", "bark"}
    assert tool.parameters["properties"]["kind"]["enum"] == ["Dog"]
    assert "Dog, Cat" in found(tool)["forms"]


def test_subtypes_have_the_values_that_the_mapping_or_the_enum_tells(tmp_path: Path) -> None:
    mapping = {"hound": "#/components/schemas/Dog", "puss": "Cat"}
    mapped = PET | {"discriminator": {"propertyName": "kind", "mapping": mapping}}
    kinds = {"kind": {"type": "string", "enum": ["CAT", "DOG"]}, "name": {"type": "string"}}
    told = PET | {"properties": kinds}
    for pet, value in ((mapped, "hound"), (told, "DOG")):
        schemas = {"Pet": pet, "Dog": extending(bark={"type": "integer"}), "Cat": extending()}
        tool = only(read(tmp_path, {"/x": body({"$ref": "#/components/schemas/Pet"})}, schemas))
        assert tool.parameters["properties"]["kind"]["enum"] == [value]
        assert "bark" in tool.parameters["properties"]


def test_a_subtype_that_is_named_itself_stays_what_it_is(tmp_path: Path) -> None:
    schemas = {"Pet": PET, "Dog": extending(), "Cat": extending(purr={"type": "integer"})}
    tool = only(read(tmp_path, {"/x": body({"$ref": "#/components/schemas/Cat"})}, schemas))
    assert set(tool.parameters["properties"]) == {"kind", "name", "purr"}
    assert "forms" not in found(tool)


def test_subtypes_within_subtypes_and_trees_of_them_end(tmp_path: Path) -> None:
    child = extending(pups={"type": "array", "items": {"$ref": "#/components/schemas/Pet"}})
    schemas = {"Pet": PET, "Dog": child}
    schemas["Spaniel"] = {"allOf": [{"$ref": "#/components/schemas/Dog"}]}
    tool = only(read(tmp_path, {"/x": body({"$ref": "#/components/schemas/Pet"})}, schemas))
    assert "Dog, Spaniel" in found(tool)["forms"]
    assert tool.parameters["properties"]["pups"]["type"] == "array"


def test_the_parent_of_an_old_document_names_its_property_alone(tmp_path: Path) -> None:
    base = {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}
    lamp = {"allOf": [{"$ref": "#/definitions/Base"}, {"properties": {"watt": {"type": "number"}}}],
            "x-ms-discriminator-value": "lamp"}  # fmt: skip
    parameters = [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Base"}}]
    document = {"swagger": "2.0", "paths": {"/x": {"post": {"parameters": parameters}}},
                "definitions": {"Base": base, "Lamp": lamp}}  # fmt: skip
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    tool = only(load_tools([str(path)]))
    assert set(tool.parameters["properties"]) == {"kind", "watt"}
    assert tool.parameters["properties"]["kind"]["enum"] == ["lamp"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/pets/{petId}", ["petId"]),
        ("/v1/{name=shops/*}/pets/{pet+}", ["name", "pet"]),
        ("/pets/{id}:sell", ["id"]),
    ],
)
def test_parameters_that_only_the_path_tells_are_parameters(
    tmp_path: Path, path: str, names: list[str]
) -> None:
    tool = only(read(tmp_path, {path: {"get": {"summary": "See pets"}}}))
    assert list(tool.parameters["properties"]) == names
    assert tool.parameters["required"] == names
    assert "undeclared-path-parameter" in found(tool)


def test_a_path_parameter_that_is_spelled_otherwise_is_declared(tmp_path: Path) -> None:
    declared = [{"name": "pet_id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    tool = only(read(tmp_path, {"/pets/{petId}": {"get": {"parameters": declared}}}))
    assert list(tool.parameters["properties"]) == ["pet_id"]


def test_the_verb_of_a_path_is_in_the_name(tmp_path: Path) -> None:
    paths = {
        f"/pets/{{id}}{end}": {"post": {"summary": "Do"}} for end in (":sell", ":buyBack", ".json")
    }
    names = [tool.name for tool in read(tmp_path, paths | {"/pets:count": {"get": {}}}).tools]
    assert names == ["get_pets_count", "post_pet_by_id", "post_pet_by_id_buyBack",
                     "post_pet_by_id_sell"]  # fmt: skip


def test_methods_that_do_nothing_for_a_user_are_no_tools_and_told(tmp_path: Path) -> None:
    item = {method: {"summary": "See"} for method in ("get", "options", "head", "trace")}
    loaded = read(tmp_path, {"/pets": item}, webhooks={"sold": {"post": {}}})
    assert [tool.name for tool in loaded.tools] == ["get_pets"]
    told = {(one.subject, one.reason) for one in loaded.rejections}
    assert told == {
        ("pets.json OPTIONS /pets", "protocol-method"),
        ("pets.json HEAD /pets", "protocol-method"),
        ("pets.json TRACE /pets", "protocol-method"),
        ("pets.json webhooks", "webhook"),
    }


def test_methods_of_the_newest_documents_are_read(tmp_path: Path) -> None:
    item = {"query": body({"type": "object", "properties": {"age": {"type": "integer"}}})["post"],
            "additionalOperations": {"COPY": {"operationId": "copy"}}}  # fmt: skip
    tools = {tool.name: tool for tool in read(tmp_path, {"/pets": item}, openapi="3.2.0").tools}
    assert tools["add"].source.item == "QUERY /pets"
    assert list(tools["add"].parameters["properties"]) == ["age"]
    assert tools["copy"].source.item == "COPY /pets"


def test_a_query_string_told_as_one_schema_gives_its_properties(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    told = [{"name": "q", "in": "querystring", "required": True, "content": content}]
    tool = only(read(tmp_path, {"/pets": {"get": {"parameters": told}}}))
    assert tool.parameters["properties"] == {"age": {"type": "integer"}}
    assert tool.parameters["required"] == ["age"]


def test_parameters_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    told = [{"$ref": "#/components/parameters/Nowhere"}, {"in": "query"}, "page"]
    tool = only(read(tmp_path, {"/pets": {"get": {"parameters": told}}}))
    rules = [finding.rule for finding in tool.findings if finding.severity == "defect"]
    assert rules == ["dangling-reference", "unreadable-parameter", "unreadable-parameter"]


def test_keywords_among_the_properties_are_put_where_they_belong(tmp_path: Path) -> None:
    name = {"type": "string", "description": "Its name"}
    inside = {"name": name, "required": ["name"], "description": "A pet of the shop",
              "additionalProperties": False, "type": "object"}  # fmt: skip
    schema = {"type": "object", "properties": {"pet": {"type": "object", "properties": inside}}}
    for paths in ({"/x": body(schema)}, {"/x": body({"type": "object", "properties": inside})}):
        tool = only(read(tmp_path, paths))
        parameters = tool.parameters["properties"].get("pet", tool.parameters)
        assert list(parameters["properties"]) == ["name"]
        assert parameters["required"] == ["name"]
        assert "misplaced-keyword" in found(tool)


def test_properties_that_are_called_like_keywords_stay(tmp_path: Path) -> None:
    inside = {"required": {"type": "boolean"}, "type": {"type": "string"}, "title": "string",
              "description": {}, "anything": True}  # fmt: skip
    tool = only(read(tmp_path, {"/x": body({"type": "object", "properties": inside})}))
    assert set(tool.parameters["properties"]) == set(inside)


def test_a_document_without_operations_says_so(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="without operations"):
        read(tmp_path, {})


def test_schemas_are_found_by_their_own_names(tmp_path: Path) -> None:
    pet = {"$id": "https://pets.example/pet.json", "type": "string", "enum": ["dog", "cat"]}
    age = {"$anchor": "age", "type": "integer"}
    parameters = {
        "type": "object",
        "properties": {"pet": {"$ref": "https://pets.example/pet.json"}, "age": {"$ref": "#age"}},
        "$defs": {"pet": pet, "age": age},
    }
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{"name": "add", "parameters": parameters}]), encoding="utf-8")
    tool = only(load_tools([str(path)]))
    assert tool.parameters["properties"] == {
        "pet": {"type": "string", "enum": ["dog", "cat"]},
        "age": {"type": "integer"},
    }
