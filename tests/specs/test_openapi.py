"""OpenAPI and Swagger documents."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema_rs
import pytest

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.specs import load_tools


def load(tmp_path: Path, document: dict[str, Any], name: str = "pets.json") -> dict[str, Tool]:
    path = tmp_path / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return {tool.name: tool for tool in load_tools([str(path)]).tools}


def document(paths: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {}, "paths": paths, "components": {"schemas": schemas}}


def ok(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}


def test_parameters_of_all_places_become_one_object(tmp_path: Path) -> None:
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string", "example": "Rex"},
            "made": {"type": "string", "readOnly": True},
        },
    }
    operation = {
        "operationId": "updatePet",
        "summary": "Update a pet",
        "description": "Changes what is told.\n\nA long explanation.",
        "parameters": [
            {"name": "verbose", "in": "query", "schema": {"type": "boolean"}},
            {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
            {"name": "session", "in": "cookie", "schema": {"type": "string"}},
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
        },
        "responses": ok({"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}),
    }
    shared = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    paths = {"/pets/{id}": {"parameters": shared, "put": operation}}
    tool = load(tmp_path, document(paths, Pet=pet))["updatePet"]
    assert tool.key == "pets::updatePet"
    assert tool.description == "Update a pet. Changes what is told."
    assert list(tool.parameters["properties"]) == ["id", "verbose", "session", "body_id", "name"]
    assert tool.parameters["required"] == ["id", "body_id", "name"]
    assert tool.parameters["properties"]["name"]["examples"] == ["Rex"]
    assert tool.returns is not None
    assert tool.returns["properties"]["items"]["items"]["properties"]["made"] == {"type": "string"}
    assert {"protocol-header", "parameter-twice"} <= {finding.rule for finding in tool.findings}


def test_operations_without_id_are_named_after_method_and_path(tmp_path: Path) -> None:
    tools = load(
        tmp_path,
        document(
            {
                "/api/v1/flow_runs/{id}": {"get": {}, "delete": {"deprecated": True}},
                "/flow_runs/filter": {"post": {}},
            }
        ),
    )
    assert set(tools) == {
        "get_flow_run_by_id",
        "delete_flow_run_by_id",
        "post_flow_runs_filter",
    }
    rules = {finding.rule for finding in tools["delete_flow_run_by_id"].findings}
    assert "deprecated" in rules


def test_all_of_is_merged_and_alternatives_are_narrowed(tmp_path: Path) -> None:
    body = {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"$ref": "#/components/schemas/Tagged"},
            {
                "type": "object",
                "properties": {
                    "count": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
                    "mode": {"oneOf": [{"const": "a"}, {"const": "b"}]},
                    "when": {"type": ["string", "null"], "format": "date"},
                    "limit": {"anyOf": [{"type": "integer"}, {"type": "number"}]},
                },
            },
        ]
    }
    base = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    tagged = {"allOf": [{"$ref": "#/components/schemas/Base"}]}
    operation = {
        "operationId": "make",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
    }
    tool = load(tmp_path, document({"/x": {"post": operation}}, Base=base, Tagged=tagged))["make"]
    properties = tool.parameters["properties"]
    assert properties["id"] == {"type": "string"}
    assert properties["count"] == {"type": "integer", "minimum": 1}
    assert properties["mode"] == {"type": "string", "enum": ["a", "b"]}
    assert properties["when"] == {"type": "string", "format": "date"}
    assert properties["limit"] == {"type": "number"}
    assert tool.parameters["required"] == ["id"]


def test_swagger_2_body_form_and_definitions(tmp_path: Path) -> None:
    swagger = {
        "swagger": "2.0",
        "paths": {
            "/orders": {
                "post": {
                    "operationId": "placeOrder",
                    "parameters": [
                        {"name": "limit", "in": "query", "type": "integer", "format": "int32"},
                        {"name": "body", "in": "body", "required": True,
                         "schema": {"$ref": "#/definitions/Order"}},
                    ],
                    "responses": {"201": {"schema": {"$ref": "#/definitions/Order"}}},
                }
            }
        },
        "definitions": {
            "Order": {
                "type": "object",
                "properties": {"pet": {"type": "string"}},
                "required": ["pet"],
            }
        },
    }  # fmt: skip
    tool = load(tmp_path, swagger)["placeOrder"]
    assert tool.parameters["properties"] == {
        "limit": {"type": "integer"},
        "pet": {"type": "string"},
    }
    assert tool.parameters["required"] == ["pet"]
    assert tool.returns is not None


def test_depth_is_bounded_and_a_recursive_tree_stays_small(tmp_path: Path) -> None:
    tree = {
        "type": "object",
        "properties": {
            name: {"$ref": f"#/components/schemas/T{i}"} for i, name in enumerate("abcdef")
        },
    }
    schemas = {f"T{i}": tree for i in range(6)}
    operation = {"responses": ok({"$ref": "#/components/schemas/T0"})}
    tool = load(tmp_path, document({"/x": {"get": operation}}, **schemas))["get_x"]
    assert len(json.dumps(tool.returns)) < 100_000
    assert "schema-cut" in {finding.rule for finding in tool.findings}


def test_two_thousand_operations_load(tmp_path: Path) -> None:
    paths = {f"/things{i}/{{id}}": {"get": {"summary": "Read."}} for i in range(2000)}
    assert len(load(tmp_path, document(paths))) == 2000


def test_the_openapi_prefix_refuses_other_files(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(SpecError, match="is no OpenAPI document"):
        load_tools([f"openapi:{path}"])


def test_a_document_over_http_takes_its_title_as_namespace() -> None:
    described = {"openapi": "3.0.0", "info": {"title": "Pet Store"}, "paths": {"/p": {"get": {}}}}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.startswith("/openapi.json") else 404)
            self.end_headers()
            self.wfile.write(json.dumps(described).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            base = f"http://127.0.0.1:{server.server_port}"
            (tool,) = load_tools([f"{base}/openapi.json?key=secret"]).tools
            with pytest.raises(SpecError, match="answered 404"):
                load_tools([f"{base}/other.json"])
        finally:
            server.shutdown()
            thread.join()
    assert tool.key == "pet-store::get_p"
    assert tool.source.label == f"{base}/openapi.json"


def test_prefects_own_document_loads_whole(tmp_path: Path) -> None:
    pytest.importorskip("prefect")
    from prefect.server.api.server import create_app

    described = create_app().openapi()
    count = sum(len(item) for item in described["paths"].values())
    tools = load(tmp_path, described, "prefect.json")
    assert len(tools) == count
    assert "flow_runs" in tools["read_flow_runs"].parameters["properties"]
    returned = tools["read_flow_run"].returns
    assert returned is not None
    assert returned["properties"]["flow_id"]["format"] == "uuid"
    for tool in tools.values():
        jsonschema_rs.Draft202012Validator(tool.parameters)
        assert "$ref" not in json.dumps([tool.parameters, tool.returns])
