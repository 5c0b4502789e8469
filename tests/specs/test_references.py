"""References are resolved when a source is read, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema_rs
import pytest

import digit_tc
from digit_tc.errors import SpecError
from digit_tc.records import Tool, ToolSource
from digit_tc.specs import files_referred_to, load_tools
from digit_tc.specs.limits import REFERENCED_DOCUMENTS
from digit_tc.specs.load import Loaded

Schema = dict[str, Any]

CRATE = {
    "type": "object",
    "required": ["label"],
    "properties": {"crate_id": {"type": "string"}, "label": {"type": "string"}},
}


def function(parameters: Schema, returns: Schema | None = None) -> Schema:
    more = {"returns": returns} if returns else {}
    return {"name": "pack", "description": "Pack it.", "parameters": parameters, **more}


def operation(schema: Schema | None = None, **more: Any) -> Schema:
    body = {"content": {"application/json": {"schema": schema or CRATE}}}
    return {"summary": "Pack it", "requestBody": body, "responses": {}, **more}


def api(paths: Schema, **components: Any) -> Schema:
    return {"openapi": "3.0.3", "info": {}, "paths": paths, "components": components}


def put(folder: Path, **files: Any) -> str:
    """Write `main__yaml` as main.yaml and so on; gives the first one's place."""
    for name, value in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return str(folder / next(iter(files)).replace("___", "/").replace("__", "."))


def read(folder: Path, value: Any) -> Loaded:
    return load_tools([put(folder, main__json=value)])


def parameters_of(folder: Path, schema: Schema) -> Schema:
    (tool,) = read(folder, [function(schema)]).tools
    return tool.parameters


def rules(tool: Tool) -> set[str]:
    return {finding.rule for finding in tool.findings}


def reasons(loaded: Loaded) -> dict[str, str]:
    return {one.subject.partition(" ")[2]: one.reason for one in loaded.rejections}


def test_references_within_references_are_resolved(tmp_path: Path) -> None:
    schema = {
        "$ref": "#/definitions/Run",
        "definitions": {
            "Run": {
                "type": "object",
                "properties": {"route": {"$ref": "#/definitions/Run/definitions/Route"}},
                "definitions": {"Route": {"$ref": "#/definitions/Place"}},
            },
            "Place": {"type": "string", "enum": ["park", "river"]},
        },
    }
    assert parameters_of(tmp_path, schema)["properties"] == {
        "route": {"type": "string", "enum": ["park", "river"]}
    }


def test_what_stands_beside_a_reference_is_asked_for_as_well(tmp_path: Path) -> None:
    beside = {
        "$ref": "#/$defs/Crate",
        "description": "What to pack.",
        "properties": {"weight": {"type": "number"}},
        "required": ["weight"],
    }
    schema = {"type": "object", "properties": {"crate": beside}, "$defs": {"Crate": CRATE}}
    crate = parameters_of(tmp_path, schema)["properties"]["crate"]
    assert crate["description"] == "What to pack."
    assert list(crate["properties"]) == ["crate_id", "label", "weight"]
    assert crate["required"] == ["label", "weight"]


@pytest.mark.parametrize("pointer", ["a~1b", "a~1b%20c~0d", "%61~1b", "100%25"])
def test_escaped_pointers_name_what_they_mean(tmp_path: Path, pointer: str) -> None:
    known = {name: {"type": "integer"} for name in ("a/b", "a/b c~d", "100%")}
    schema = {"type": "object", "properties": {"n": {"$ref": f"#/$defs/{pointer}"}}, "$defs": known}
    assert parameters_of(tmp_path, schema)["properties"] == {"n": {"type": "integer"}}


def test_references_into_components_are_resolved_for_every_part(tmp_path: Path) -> None:
    main = api(
        {
            "/crates": {
                "post": {
                    "summary": "Pack it",
                    "parameters": [{"$ref": "#/components/parameters/page"}],
                    "requestBody": {"$ref": "#/components/requestBodies/crate"},
                    "responses": {"200": {"$ref": "#/components/responses/crate"}},
                }
            }
        },
        parameters={"page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
        requestBodies={"crate": operation({"$ref": "#/components/schemas/Crate"})["requestBody"]},
        responses={"crate": operation({"$ref": "#/components/schemas/Crate"})["requestBody"]},
        schemas={"Crate": CRATE},
    )
    (tool,) = read(tmp_path, main).tools
    assert list(tool.parameters["properties"]) == ["page", "crate_id", "label"]
    assert tool.returns is not None
    assert list(tool.returns["properties"]) == ["crate_id", "label"]


def test_a_schema_that_holds_itself_is_cut_and_that_is_told(tmp_path: Path) -> None:
    node = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    }
    pair = {"type": "object", "properties": {"other": {"$ref": "#/components/schemas/Riap"}}}
    riap = {"type": "object", "properties": {"other": {"$ref": "#/components/schemas/Pair"}}}
    itself = {"$ref": "#/components/schemas/Itself"}
    paths = {
        f"/{name.lower()}s": {"post": operation({"$ref": f"#/components/schemas/{name}"})}
        for name in ("Node", "Pair", "Itself")
    }
    loaded = read(
        tmp_path, api(paths, schemas={"Node": node, "Pair": pair, "Riap": riap, "Itself": itself})
    )
    assert len(loaded.tools) == 3
    for tool in loaded.tools:
        assert "$ref" not in json.dumps(tool.parameters)
        assert "recursion-cut" in rules(tool)
        jsonschema_rs.Draft202012Validator(tool.parameters)


@pytest.mark.parametrize("lost", ["#/$defs/Lost", "#/properties/a/0", "#anchor", "#/$defs/-1"])
def test_a_reference_that_names_nothing_is_told(tmp_path: Path, lost: str) -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": lost}}, "$defs": {}}
    (tool,) = read(tmp_path, [function(schema)]).tools
    (finding,) = [one for one in tool.findings if one.rule == "dangling-reference"]
    assert finding.severity == "defect"
    assert lost in finding.detail
    assert tool.readiness < 1


def test_a_parameter_body_or_response_that_is_not_there_is_told(tmp_path: Path) -> None:
    lost = {"$ref": "#/components/lost"}
    paths = {
        "/a": {"get": {"summary": "A", "parameters": [lost], "responses": {}}},
        "/b": {"post": {"summary": "B", "requestBody": lost, "responses": {}}},
        "/c": {"get": {"summary": "C", "responses": {"200": lost}}},
        "/d": lost,
        "/e": {"get": lost},
    }
    loaded = read(tmp_path, api(paths))
    assert len(loaded.tools) == 3
    assert all("dangling-reference" in rules(tool) for tool in loaded.tools)
    assert reasons(loaded) == {"/d": "not-an-operation", "GET /e": "not-an-operation"}


def test_names_and_data_are_no_references(tmp_path: Path) -> None:
    data = {"$ref": "#/$defs/Leg"}
    schema = {
        "type": "object",
        "properties": {
            "$ref": {"type": "string", "description": "Reference of the order."},
            "default": {"type": "object", "properties": {"x": {"$ref": "#/$defs/Leg"}}},
            "filter": {"type": "object", "default": data, "examples": [data]},
            "fixed": {"enum": [data, {"$ref": "http://127.0.0.1:9/x"}]},
        },
        "$defs": {"Leg": {"type": "number"}},
    }
    (tool,) = read(tmp_path, [function(schema)]).tools
    properties = tool.parameters["properties"]
    assert properties["ref"] == {"type": "string", "description": "Reference of the order."}
    assert properties["default"]["properties"] == {"x": {"type": "number"}}
    assert properties["filter"]["default"] == data
    assert properties["filter"]["examples"] == [data]
    assert properties["fixed"]["enum"][0] == data
    assert digit_tc.tool_graph([tool]).tools[0].parameters == tool.parameters


def test_parts_in_files_beside_the_document_are_read(tmp_path: Path) -> None:
    parts = {
        "list": {
            "operationId": "list_crates",
            "parameters": [
                {"name": "depot", "in": "query", "schema": {"type": "string", "example": "$ref"}},
                {"$ref": "shared.yaml#/page"},
            ],
            "responses": {"default": {"$ref": "shared.yaml#/answer"}},
        },
        "create": operation({"$ref": "shared.yaml#/Crate"}, operationId="create_crate"),
    }
    shared = {
        "page": {"name": "page", "in": "query", "schema": {"$ref": "../main.yaml#/x-page"}},
        "Crate": {
            **CRATE,
            "properties": {**CRATE["properties"], "default": {"$ref": "#/Size"}},  # type: ignore[dict-item]
        },
        "Size": {
            "type": "object",
            "properties": {"$ref": {"type": "string"}},
            "examples": [{"$ref": "#/Size"}],
        },
        "answer": {"content": {"application/json": {"schema": {"$ref": "#/Crate"}}}},
    }
    answers = {"200": {"$ref": "shared.yaml#/answer"}}
    crate = {"get": {"operationId": "get_crate", "responses": answers}}
    paths = {
        "/crates": {
            "get": {"$ref": "parts/ops.yaml#/list"},
            "post": {"$ref": "./parts/ops.yaml#/create"},
        },
        "/crates/{crate_id}": {"$ref": "parts/cra%74e.yaml"},
    }
    main = {**api(paths), "x-page": {"type": "integer", "minimum": 1}}
    source = put(
        tmp_path,
        main__yaml=main,
        parts___ops__yaml=parts,
        parts___shared__yaml=shared,
        parts___crate__yaml=crate,
    )
    loaded = load_tools([source])
    tools = {tool.name: tool for tool in loaded.tools}
    assert loaded.rejections == ()
    assert set(tools) == {"list_crates", "create_crate", "get_crate"}
    listing = tools["list_crates"].parameters["properties"]
    assert listing["page"] == {"type": "integer", "minimum": 1}
    assert listing["depot"]["examples"] == ["$ref"]
    created = tools["create_crate"].parameters
    assert created["properties"]["default"]["examples"] == [{"$ref": "#/Size"}]
    assert created["required"] == ["label"]
    for name in ("list_crates", "get_crate"):
        returns = tools[name].returns
        assert returns is not None
        assert list(returns["properties"]) == ["crate_id", "label", "default"]


def test_files_that_a_file_refers_to_are_known_without_reading_tools(tmp_path: Path) -> None:
    main = '{"$ref": "parts\\/a.json#/x", "b": {"$ref": "#/x"}, "c": {"$ref": "../out.json"}}'
    source = Path(put(tmp_path / "in", main__json={}, parts___a__json={"$ref": "../b%20c.yaml"}))
    source.write_text(main, encoding="utf-8")
    (tmp_path / "in" / "b c.yaml").write_text("x: {$ref: main.json}\ny: {'$ref': 'd.yaml#/z'}")
    put(tmp_path, out__json={})
    put(tmp_path / "in", d__yaml={})
    names = [file.relative_to(tmp_path / "in").as_posix() for file in files_referred_to(source)]
    assert names == ["b c.yaml", "d.yaml", "parts/a.json"]


def test_schemas_of_functions_may_lie_in_files_too(tmp_path: Path) -> None:
    back = {"type": "object", "properties": {"size": {"$ref": "../main.json#/0/x-size"}}}
    told = function({"$ref": "schemas/crate.json"}, {"$ref": "schemas/back.json"})
    source = put(
        tmp_path,
        main__json=[{**told, "x-size": {"type": "integer"}}],
        schemas___crate__json=CRATE,
        schemas___back__json=back,
    )
    (tool,) = load_tools([source]).tools
    assert tool.parameters["required"] == ["label"]
    assert tool.returns is not None
    assert tool.returns["properties"] == {"size": {"type": "integer"}}


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("../outside.yaml#/Crate", "lies outside the folder"),
        ("link.yaml", "lies outside the folder"),
        ("{here}/outside.yaml", "lies outside the folder"),
        ("file://{here}/main.yaml", "lies outside the folder"),
        ("..%2Foutside.yaml", "lies outside the folder"),
        ("http://127.0.0.1:9/crate.yaml", "lies outside the folder"),
        ("lost.yaml#/Crate", "is no file in the folder"),
        ("folder.yaml", "is no file in the folder"),
        (".env", "is not opened"),
        ("text.yaml", "holds no schemas"),
        ("broken.yaml", "cannot be read"),
    ],
)
def test_what_cannot_be_reached_is_told_and_its_tool_dropped(
    tmp_path: Path, reference: str, told: str
) -> None:
    inside = tmp_path / "inside"
    put(tmp_path, outside__yaml={"Crate": CRATE, **CRATE})
    reference = reference.replace("{here}", str(tmp_path))
    paths = {
        "/a": {"post": operation({"$ref": reference}, operationId="lost")},
        "/b": {"post": operation(operationId="kept")},
        "/c": {"get": {"$ref": reference}},
        "/d": {"$ref": reference},
        "/e": {"get": {"parameters": [{"$ref": reference}]}},
    }
    source = put(inside, main__yaml=api(paths), folder__yaml___other__yaml={})
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (inside / "broken.yaml").write_text("{[", encoding="utf-8")
    (inside / ".env").write_text("type: string", encoding="utf-8")
    (inside / "text.yaml").write_text("PASSWORD=1234", encoding="utf-8")
    loaded = load_tools([source])
    assert [tool.name for tool in loaded.tools] == ["kept"]
    assert reasons(loaded) == dict.fromkeys(
        ("POST /a", "GET /c", "/d", "GET /e"), "unreachable-reference"
    )
    assert all(told in one.detail for one in loaded.rejections)


def test_files_that_refer_to_each_other_come_to_an_end(tmp_path: Path) -> None:
    one = {"type": "object", "properties": {"name": {"type": "string"}, "b": {"$ref": "b.yaml"}}}
    two = {"type": "object", "properties": {"a": {"$ref": "a.yaml"}, "up": {"$ref": "up.yaml"}}}
    paths = {"/x": {"post": operation({"$ref": "a.yaml"})}, "/y": {"$ref": "up.yaml"}}
    source = put(
        tmp_path,
        main__yaml=api(paths),
        a__yaml=one,
        b__yaml=two,
        up__yaml={"$ref": "down.yaml"},
        down__yaml={"$ref": "up.yaml"},
    )
    loaded = load_tools([source])
    (tool,) = loaded.tools
    assert {"recursion-cut"} <= rules(tool)
    assert reasons(loaded) == {"/y": "not-an-operation"}


def test_no_more_documents_are_read_than_the_limit(tmp_path: Path) -> None:
    count = REFERENCED_DOCUMENTS + 3
    paths = {f"/{n}": {"post": operation({"$ref": f"part{n}.json"})} for n in range(count)}
    for number in range(count):
        (tmp_path / f"part{number}.json").write_text(json.dumps(CRATE), encoding="utf-8")
    loaded = load_tools([put(tmp_path, main__json=api(paths))])
    assert len(loaded.tools) + len(loaded.rejections) == count
    assert {one.reason for one in loaded.rejections} == {"unreachable-reference"}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/moved/"))
            self.end_headers()
        else:
            super().do_GET()


@contextmanager
def served(folder: Path) -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_document_from_the_network_may_refer_to_its_own_host_only(tmp_path: Path) -> None:
    with served(tmp_path / "one") as port, served(tmp_path / "two") as other:
        paths = {
            f"/{name}": {"post": operation({"$ref": reference}, operationId=name)}
            for name, reference in {
                "near": "parts/crate.json",
                "whole": f"http://127.0.0.1:{port}/parts/crate.json#",
                "within": "/moved//parts/crate.json",
                "far": f"http://127.0.0.1:{other}/crate.json",
                "redirected": f"/moved/http://127.0.0.1:{other}/crate.json",
                "lost": "lost.json",
                "local": f"file://{tmp_path}/two/crate.json",
            }.items()
        }
        put(tmp_path / "one", main__json=api(paths), parts___crate__json=CRATE)
        put(tmp_path / "two", crate__json=CRATE)
        loaded = load_tools([f"http://127.0.0.1:{port}/main.json"])
    assert {tool.name for tool in loaded.tools} == {"near", "whole", "within"}
    assert reasons(loaded) == dict.fromkeys(
        ("POST /far", "POST /redirected", "POST /lost", "POST /local"), "unreachable-reference"
    )
    assert any("redirected to another host" in one.detail for one in loaded.rejections)


def given(parameters: Schema, returns: Schema | None = None) -> Tool:
    return Tool(
        namespace="depot",
        name="pack",
        description="Pack a crate.",
        parameters=parameters,
        returns=returns,
        source=ToolSource(label="here", reader="python"),
        fingerprint="tool-0",
    )


def test_references_in_tools_from_python_are_resolved() -> None:
    schema = {"type": "object", "properties": {"crate": {"$ref": "#/$defs/Crate"}}}
    known = {"Crate": CRATE}
    tool = given({**schema, "$defs": known}, {"$ref": "#/$defs/Crate", "$defs": known})
    (resolved,) = digit_tc.tool_graph([tool]).tools
    assert list(resolved.parameters["properties"]["crate"]["properties"]) == ["crate_id", "label"]
    assert resolved.returns is not None
    assert "$ref" not in resolved.model_dump_json()
    assert resolved.fingerprint != tool.fingerprint


def test_a_tool_from_python_without_references_is_taken_as_it_is() -> None:
    parameters = {"type": "object", "title": "Mine", "properties": {"a": {"type": "string"}}}
    (kept,) = digit_tc.tool_graph([given(parameters, CRATE)]).tools
    assert kept.parameters == parameters


@pytest.mark.parametrize("reference", ["#/$defs/Lost", "http://127.0.0.1:9/x", "other.yaml"])
def test_a_tool_from_python_that_refers_to_nothing_is_refused(reference: str) -> None:
    tool = given({"type": "object", "properties": {"crate": {"$ref": reference}}})
    with pytest.raises(SpecError, match="depot::pack cannot be used: The reference") as refused:
        digit_tc.tool_graph([tool])
    assert reference in refused.value.message
