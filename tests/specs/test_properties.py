"""What holds for every input."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.errors import SpecError
from digit_tc.specs import Loaded, load_tools

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("DIGIT_TC_SHARED_DATA", SHARED)) / "toolmind"
WORDS = st.sampled_from(
    ["name", "description", "parameters", "properties", "type", "items", "required", "enum",
     "tools",
     "function", "default", "anyOf", "allOf", "$ref", "const", "minimum", "maximum", "pattern",
     "format", "examples", "returns", "object", "string", "integer", "array", "number", "#/a", "#",
     "paths", "openapi", "/a/{b}", "get", "responses", "200", "content", "schema", "in", "body",
     "x-requires", "Defaults to 5.", "Options are 'a' or 'b'.", "YYYY-MM-DD", "Optional[int]",
     "The list of integers", "", "application/json", "requestBody", "namespace", "nullable"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), WORDS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=25,
)
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": WORDS | VALUES,
        "description": WORDS | st.text(max_size=20),
        "default": SCALARS,
        "enum": st.lists(SCALARS, max_size=4),
        "examples": st.lists(SCALARS, max_size=3),
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(-5, 5),
        "exclusiveMinimum": st.integers(-5, 5) | st.booleans(),
        "multipleOf": st.integers(-2, 3) | st.floats(0, 1),
        "minLength": st.integers(-1, 5),
        "pattern": st.sampled_from(["^a", "[", "(?=x)", "\\Z"]),
        "format": WORDS,
        "required": VALUES,
        "items": VALUES,
        "properties": st.dictionaries(WORDS, VALUES, max_size=3),
        "anyOf": st.lists(VALUES, max_size=3),
        "allOf": st.lists(VALUES, max_size=3),
        "$ref": WORDS,
        "optional": st.booleans(),
    },
)
TOOLS = st.lists(
    st.fixed_dictionaries(
        {"name": WORDS | st.text(max_size=8)},
        optional={
            "description": WORDS,
            "parameters": st.fixed_dictionaries(
                {"properties": st.dictionaries(WORDS, SCHEMAS, max_size=4)},
                optional={"required": st.lists(WORDS, max_size=2), "type": st.just("object")},
            ),
            "returns": SCHEMAS,
            "x-requires": VALUES,
        },
    ),
    min_size=1,
    max_size=4,
)
ANY_FILE = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def load(tmp_path: Path, value: object) -> Loaded | None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    try:
        return load_tools([str(path)])
    except SpecError:
        return None


def check(loaded: Loaded) -> None:
    assert len({tool.key for tool in loaded.tools}) == len(loaded.tools)
    assert [tool.key for tool in loaded.tools] == sorted(tool.key for tool in loaded.tools)
    for tool in loaded.tools:
        assert tool.parameters["type"] == "object"
        assert 0 <= tool.readiness <= 1
        for schema in (tool.parameters, tool.returns or {"type": "object"}):
            jsonschema_rs.Draft202012Validator(schema)
            assert set(schema.get("required", [])) <= set(schema.get("properties", {}))
            check_types(schema)


def check_types(schema: dict[str, Any]) -> None:
    assert schema["type"] in ("string", "integer", "number", "boolean", "array", "object")
    assert "$ref" not in schema
    for part in schema.get("properties", {}).values():
        check_types(part)
    if "items" in schema:
        check_types(schema["items"])


def again(loaded: Loaded) -> list[dict[str, Any]]:
    return [
        {
            "name": tool.name,
            "namespace": tool.namespace,
            "description": tool.description,
            "parameters": tool.parameters,
            "returns": tool.returns,
            "x-requires": list(tool.requires),
        }
        for tool in loaded.tools
    ]


@ANY_FILE
@given(value=VALUES)
def test_any_json_value_gives_tools_or_a_spec_error(tmp_path: Path, value: object) -> None:
    loaded = load(tmp_path, value)
    if loaded:
        check(loaded)


@ANY_FILE
@given(paths=st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES, max_size=3), max_size=3),
       operation=st.dictionaries(WORDS, VALUES, max_size=5))  # fmt: skip
def test_any_openapi_document_gives_tools_or_a_spec_error(
    tmp_path: Path, paths: dict[str, Any], operation: object
) -> None:
    document = {"openapi": "3.1.0", "paths": {**paths, "/x": {"get": operation}}}
    loaded = load(tmp_path, document)
    if loaded:
        check(loaded)


@ANY_FILE
@given(tools=TOOLS)
def test_linting_a_linted_tool_repairs_nothing(tmp_path: Path, tools: list[Any]) -> None:
    loaded = load(tmp_path, tools)
    if not loaded:
        return
    check(loaded)
    second = load(tmp_path, again(loaded))
    assert second is not None
    assert [
        (finding, tool.parameters)
        for tool in second.tools
        for finding in tool.findings
        if finding.severity == "repaired"
    ] == []
    assert [tool.parameters for tool in second.tools] == [t.parameters for t in loaded.tools]
    assert [tool.fingerprint for tool in second.tools] == [t.fingerprint for t in loaded.tools]


@ANY_FILE
@given(tools=TOOLS)
def test_loading_twice_gives_the_same_bytes(tmp_path: Path, tools: list[Any]) -> None:
    first, second = load(tmp_path, tools), load(tmp_path, tools)
    assert (first and first.model_dump_json()) == (second and second.model_dump_json())


@given(raw=st.binary(max_size=60))
@ANY_FILE
def test_any_bytes_give_tools_or_a_spec_error(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(raw)
    try:
        check(load_tools([str(path)]))
    except SpecError:
        return


@pytest.mark.skipif(not DATA.is_dir(), reason="the ToolMind specifications are not here")
@pytest.mark.parametrize(
    ("name", "count"),
    [("xlam-function-calling-60k", 3653), ("glaive-function-calling-v2", 959)],
)
def test_toolmind_specifications_load_whole_and_lint_is_idempotent(
    tmp_path: Path, name: str, count: int
) -> None:
    loaded = load_tools([str(DATA / f"{name}-query_tools.yaml")])
    assert (len(loaded.tools), loaded.rejections) == (count, ())
    check(loaded)
    second = load(tmp_path, again(loaded))
    assert second is not None
    repaired = [f for t in second.tools for f in t.findings if f.severity == "repaired"]
    assert repaired == []
