"""What the lint finds and what it makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digit_tc.records import Tool
from digit_tc.specs import load_tools

OTHER = {
    "name": "other",
    "parameters": {
        "type": "object",
        "properties": {"a": {"type": "string", "description": "A."}},
        "required": ["a"],
    },
}


def lint(tmp_path: Path, properties: dict[str, Any], **rest: Any) -> Tool:
    """The tool `f`, beside one that tells what is required."""
    parameters = {"type": "object", "properties": properties, **rest}
    return load(tmp_path, [{"name": "f", "description": "F.", "parameters": parameters}, OTHER])[
        "f"
    ]


def load(tmp_path: Path, tools: list[Any]) -> dict[str, Tool]:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(tools), encoding="utf-8")
    return {tool.name: tool for tool in load_tools([str(path)]).tools}


def rules(tool: Tool) -> set[str]:
    return {finding.rule for finding in tool.findings}


@pytest.mark.parametrize(
    ("told", "schema"),
    [
        ("str", {"type": "string"}),
        ("dict", {"type": "object"}),
        ("float", {"type": "number"}),
        ("tuple", {"type": "array", "items": {"type": "string"}}),
        ("any", {"type": "string"}),
        ("List[int]", {"type": "array", "items": {"type": "integer"}}),
        ("list[list[float]]", {"type": "array",
                               "items": {"type": "array", "items": {"type": "number"}}}),
        ("tuple[int, str]", {"type": "array", "minItems": 2, "maxItems": 2,
                             "prefixItems": [{"type": "integer"}, {"type": "string"}]}),
        ("Tuple[int, ...]", {"type": "array", "items": {"type": "integer"}}),
        ("Optional[str]", {"type": "string"}),
        ("Dict[str, Any]", {"type": "object"}),
        ("number|string", {"type": "number"}),
        ("int | float", {"type": "number"}),
        ("int, optional", {"type": "integer"}),
        ("Literal['a', 'b']", {"type": "string", "enum": ["a", "b"]}),
        ("STRING", {"type": "string"}),
        ("string[]", {"type": "array", "items": {"type": "string"}}),
        (["integer", "null"], {"type": "integer"}),
        ("datetime", {"type": "string", "format": "date-time"}),
        ("Gremlin", {"type": "string"}),
    ],
)  # fmt: skip
def test_types_of_other_worlds_become_json_schema(
    tmp_path: Path, told: object, schema: dict[str, Any]
) -> None:
    assert lint(tmp_path, {"x": {"type": told}}).parameters["properties"]["x"] == schema


@pytest.mark.parametrize(
    ("name", "description", "expected"),
    [
        ("limit", "The maximum number of items to return.", "integer"),
        ("lat", "Latitude of the place.", "number"),
        ("adult", "Whether to include adult content.", "boolean"),
        ("verbose", "Include details. Defaults to False.", "boolean"),
        ("ids", "A comma-separated list of ids.", "string"),
        ("nums", "The list of integers.", "array"),
        ("phone", "The phone number to look up.", "string"),
        ("flight", "The flight number.", "string"),
        ("price", "The price in USD.", "number"),
        ("year", "The year for which to search. Defaults to 2023.", "integer"),
        ("year", "The year, formatted as a four-digit string.", "string"),
        ("is_id", "The identifier of the product.", "string"),
        ("is_from", "The name of the chain to send from.", "string"),
        ("unit", "The unit of latitude and longitude.", "string"),
        ("kind", "Whether to fetch 'totals' or 'averages'. Defaults to 'averages'.", "string"),
        ("q", "The search query.", "string"),
    ],
)
def test_missing_types_follow_from_words(
    tmp_path: Path, name: str, description: str, expected: str
) -> None:
    tool = lint(tmp_path, {name: {"description": description}})
    assert tool.parameters["properties"][name]["type"] == expected
    assert "missing-type" in rules(tool)


@pytest.mark.parametrize(
    ("description", "kind", "default"),
    [
        ("How many. Defaults to 10.", "integer", 10),
        ("How many. Default is '20'.", "integer", 20),
        ("The format (default is 'json').", "string", "json"),
        ("Sort. Can be `asc` or `desc`. Default: `asc`.", "string", "asc"),
        ("Unit. Options are 'degree' (default) or 'millisec'.", "string", "degree"),
        ("Amount. Defaults to 1 if not provided.", "number", 1),
        ("Width. Defaults to 100km.", "string", None),
        ("Cursor. Defaults to None.", "string", None),
        ("Week. Defaults to the previous week.", "string", None),
    ],
)
def test_defaults_that_only_the_description_tells(
    tmp_path: Path, description: str, kind: str, default: object
) -> None:
    tool = lint(tmp_path, {"x": {"type": kind, "description": description}})
    assert tool.parameters["properties"]["x"].get("default") == default


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("Options are 'a', 'b', 'c'.", ["a", "b", "c"]),
        ("Media type, either 'movie' or 'tv show'. Leave empty for both.", ["movie", "tv show"]),
        ("One of: x, y or z.", ["x", "y", "z"]),
        ("One of the following: 'd1', 'd3'. Default is 'd1'.", ["d1", "d3"]),
        ('Either "asc" for ascending or "desc" for descending.', ["asc", "desc"]),
        ("Options are 'a', 'b', etc.", None),
        ("A name such as 'a' or 'b'.", None),
        ("Can be 'a', 'b', or a list containing these types.", None),
        ("Options are 'a', 'b'. Multiple options can be separated by commas.", None),
        ("One of the following: com, de, com.tr.", None),
        ("It can be found on the site.", None),
    ],
)
def test_values_that_only_the_description_tells(
    tmp_path: Path, description: str, values: list[str] | None
) -> None:
    tool = lint(tmp_path, {"x": {"type": "string", "description": description}})
    assert tool.parameters["properties"]["x"].get("enum") == values


def test_of_very_many_allowed_values_the_first_are_kept_and_that_is_told(tmp_path: Path) -> None:
    values = [f"colour {number}" for number in range(3_000)]
    tool = lint(tmp_path, {"x": {"type": "string", "enum": values}})
    assert tool.parameters["properties"]["x"]["enum"] == values[:500]
    assert "enum-cut" in rules(tool)
    assert "of 3000 allowed values" in " ".join(one.detail.lower() for one in tool.findings)


def test_formats_that_only_the_description_tells(tmp_path: Path) -> None:
    told = {
        "a": "The day, in YYYY-MM-DD format.",
        "b": "The time as HH:MM.",
        "c": "The email address of the user.",
        "d": "The URL of the page.",
        "e": "The day, as YYYY-MM-DD or YYYY/MM/DD.",
    }
    tool = lint(tmp_path, {name: {"type": "string", "description": d} for name, d in told.items()})
    found = tool.parameters["properties"]
    assert found["a"]["format"] == "date"
    assert found["b"]["pattern"] == r"^([01]\d|2[0-3]):[0-5]\d$"
    assert (found["c"]["format"], found["d"]["format"]) == ("email", "uri")
    assert "format" not in found["e"]


def test_where_nothing_says_what_is_required_the_undefaulted_is(tmp_path: Path) -> None:
    properties = {
        "city": {"description": "The city."},
        "limit": {"description": "Defaults to 10."},
        "cursor": {"description": "The cursor, if any. Defaults to None."},
        "note": {"description": "Optional note."},
    }
    tool = load(tmp_path, [{"name": "f", "parameters": {"properties": properties}}])["f"]
    assert tool.parameters["required"] == ["city"]
    assert lint(tmp_path, properties).parameters["required"] == []


def test_marks_on_properties_move_to_the_object(tmp_path: Path) -> None:
    tool = lint(
        tmp_path,
        {
            "a": {"type": "string", "required": True},
            "b": {"type": "string", "optional": True},
            "c": {"type": "int, optional"},
        },
        required=["b", "c", "gone"],
    )
    assert tool.parameters["required"] == ["a"]


def test_values_that_do_not_fit_are_mended_or_removed(tmp_path: Path) -> None:
    tool = lint(
        tmp_path,
        {
            "a": {"type": "integer", "enum": ["1", 2, "x"], "default": "2"},
            "b": {"type": "string", "enum": ["x"], "default": "y"},
            "c": {"type": "integer", "minimum": 9, "maximum": 3, "minLength": 4},
            "d": {"type": "string", "pattern": "[", "examples": [3, "k"]},
            "e": {"type": "array"},
            "f": {"type": "array", "description": "Several numbers."},
            "latitude": {"type": "integer"},
        },
    )
    found = tool.parameters["properties"]
    assert found["a"] == {"type": "integer", "enum": [1, 2], "default": 2}
    assert found["b"] == {"type": "string", "enum": ["x"]}
    assert found["c"] == {"type": "integer"}
    assert found["d"] == {"type": "string", "examples": ["k"]}
    assert found["e"]["items"] == {"type": "string"}
    assert found["f"]["items"] == {"type": "number"}
    assert found["latitude"] == {"type": "number"}
    assert {
        "enum-misfit",
        "default-misfit",
        "default-type",
        "empty-range",
        "invalid-pattern",
    } <= rules(tool)


def test_names_are_made_acceptable_and_the_original_is_told(tmp_path: Path) -> None:
    names = ["get/user.info", "a b", "a_b", "naïve🙂", "x" * 90]
    tools = load(tmp_path, [{"name": name, "description": name} for name in names])
    assert set(tools) == {"get_user_info", "a_b", "a_b_2", "naive", "x" * 64}
    assert "'get/user.info'" in str(tools["get_user_info"].findings)


def test_descriptions_are_made_cleaned_and_cut(tmp_path: Path) -> None:
    tools = load(
        tmp_path,
        [{"name": "getUserName"}, {"name": "g", "description": "a\x00b\u202e" + " word" * 2000}],
    )
    assert tools["getUserName"].description == "Get user name."
    assert tools["g"].description.startswith("ab word")
    assert len(tools["g"].description) <= 2000
    assert {"control-characters", "long-description"} <= rules(tools["g"])


def test_bare_properties_and_missing_parameters_become_objects(tmp_path: Path) -> None:
    tools = load(
        tmp_path,
        [
            {"name": "f", "parameters": {"type": {"type": "string"}, "n": "int"}},
            {"name": "g"},
        ],
    )
    assert tools["f"].parameters["properties"] == {
        "type": {"type": "string"},
        "n": {"type": "integer"},
    }
    assert tools["g"].parameters == {"type": "object", "properties": {}, "required": []}


def test_credentials_belong_to_the_session(tmp_path: Path) -> None:
    tool = lint(tmp_path, {"rapidapi_key": {"type": "string"}, "page_token": {"type": "string"}})
    (finding,) = [each for each in tool.findings if each.rule == "session-parameter"]
    assert finding.where == "/parameters/properties/rapidapi_key"
    assert tool.session == ("rapidapi_key",)


def test_readiness_falls_with_what_is_missing(tmp_path: Path) -> None:
    full = lint(tmp_path, {"x": {"type": "string", "description": "An x."}})
    undescribed = lint(tmp_path, {"x": {"type": "string"}})
    untyped = lint(tmp_path, {"x": {}})
    assert (full.readiness, undescribed.readiness, untyped.readiness) == (0.8, 0.45, 0.2)


def test_pattern_of_ecma_is_kept_and_one_without_texts_is_told(tmp_path: Path) -> None:
    told = lint(tmp_path, {"a": {"type": "string", "pattern": r"^\p{L}+$"}})
    assert told.parameters["properties"]["a"]["pattern"] == r"^\p{L}+$"
    assert not rules(told) & {"invalid-pattern", "pattern-without-texts"}
    han = {"type": "string", "pattern": r"^\p{Script=Han}+$"}
    assert "pattern-without-texts" in rules(lint(tmp_path, {"a": han}))
    assert "pattern-without-texts" not in rules(lint(tmp_path, {"a": {**han, "examples": ["字"]}}))


def test_values_of_several_types_are_not_made_values_of_one(tmp_path: Path) -> None:
    tool = lint(tmp_path, {"kind": {"enum": ["all", "full", 3]}})
    assert tool.parameters["properties"]["kind"] == {"type": "string", "enum": ["all", "full"]}
    assert "enum-misfit" in rules(tool)
