"""What prose tells of defaults and values is taken only where it is sure: one wrong is worse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digit_tc.records import Tool
from digit_tc.specs import load_tools


def lint(tmp_path: Path, properties: dict[str, Any]) -> Tool:
    parameters = {"type": "object", "properties": properties, "required": []}
    path = tmp_path / "t.json"
    path.write_text(json.dumps([{"name": "f", "parameters": parameters}]), encoding="utf-8")
    (tool,) = load_tools([str(path)]).tools
    return tool


@pytest.mark.parametrize(
    "description",
    [
        'Zone. An empty zone is the same as the "main" zone, but "main" is the written form.',
        'An empty namespace is the same as the "default" namespace, but "default" is canonical.',
        "How versions are matched. Defaults to unset",
        "If not given, the work goes to the default planner.",
        "Branch to write to. Default: the shed's default branch.",
        "Leave it out to get the model's default tone.",
        "Sort order. Default: `asc` when sorted by name, otherwise `desc`.",
        "Defaults to `asc` for names and `desc` for dates.",
        "Default is 'small' unless the box is large.",
        "Defaults to 'mine' if the chat:write scope is not included. Otherwise, defaults to 'all'.",
        "Defaults to 'mine' if another one is set.",
        "Name of the default branch.",
        "Uses the default (recommended).",
        "The default is inherited.",
        "Whether to use the `default` profile or 'mine'.",
        "`size` defaults to 'small'.",
        "The default of `size` is 'small'.",
    ],
)
def test_words_that_tell_no_default_give_none(tmp_path: Path, description: str) -> None:
    tool = lint(tmp_path, {"x": {"type": "string", "description": description}})
    assert "default" not in tool.parameters["properties"]["x"]


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"type": "string", "description": "Mode. Defaults to 'fast' if not given."}, "fast"),
        ({"type": "string", "description": "Mode. Default: `fast` when omitted."}, "fast"),
        ({"type": "string", "description": "Default: `fast` if no value is given."}, "fast"),
        ({"type": "string", "description": "Default: `fast` if the mode is left out."}, "fast"),
        ({"type": "string", "description": "If it is not set, defaults to `fast`."}, "fast"),
        ({"type": "string", "description": "`x` defaults to `fast`."}, "fast"),
        ({"type": "string", "enum": ["fast", "slow"], "description": "Defaults to fast."}, "fast"),
        ({"type": "string", "enum": ["fast", "slow"], "description": "Defaults to quick."}, None),
        ({"type": "integer", "description": "How many. Defaults to 10 if omitted."}, 10),
        ({"type": "integer", "maximum": 5, "description": "Defaults to 10."}, None),
        ({"type": "boolean", "description": "Whether to wait. Defaults to true."}, True),
        ({"type": "string", "description": "Version. Defaults to 2."}, None),
    ],
)
def test_defaults_that_are_quoted_or_of_the_type_and_fit_are_taken(
    tmp_path: Path, schema: dict[str, Any], default: object
) -> None:
    assert lint(tmp_path, {"x": schema}).parameters["properties"]["x"].get("default") == default


@pytest.mark.parametrize(
    "description",
    [
        "Id of the scan. The scan's `purpose` must be one of 'full', 'quick'.",
        "The purpose must be one of: 'full', 'quick'.",
        "If kind is given, must be one of 'full', 'quick'.",
        "When 'purpose' is set, allowed values are 'full', 'quick'.",
    ],
)
def test_values_of_another_parameter_are_not_put_on_this_one(
    tmp_path: Path, description: str
) -> None:
    told = {"scan": {"type": "string", "description": description}, "purpose": {"type": "string"},
            "kind": {"type": "string"}}  # fmt: skip
    tool = lint(tmp_path, told)
    assert "enum" not in tool.parameters["properties"]["scan"]


def test_values_told_of_the_parameter_itself_are_taken(tmp_path: Path) -> None:
    told = {
        "purpose": {"type": "string", "description": "The `purpose` must be one of 'a', 'b'."},
        "scan_kind": {"type": "string", "description": "The kind of scan. One of 'a', 'b'."},
        "scan": {"type": "string"},
    }
    properties = lint(tmp_path, told).parameters["properties"]
    assert properties["purpose"]["enum"] == properties["scan_kind"]["enum"] == ["a", "b"]
