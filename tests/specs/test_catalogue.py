"""Tools written to a file that a person corrects, and read from it again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.semantics import describe_profile, profile_of
from digit_tc.specs import load_tools, write_catalogue

OPENAPI = """
openapi: 3.0.3
info: {title: Sheds, version: "1"}
paths:
  /sheds/{shed_id}:
    get:
      operationId: sheds/get-by-id!
      description: "<p>Get <b>one</b> shed.</p>"
      parameters:
        - {name: shed_id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {type: object, properties: {shed_id: {type: string}}}
    post:
      operationId: paint
      parameters:
        - {name: shed_id, in: path, required: true, schema: {type: string}}
        - {name: colour, in: query, schema: {type: str}}
      responses: {"204": {description: done}}
"""


def written(tmp_path: Path, source: str) -> tuple[tuple[Tool, ...], Path]:
    tools = load_tools([source]).tools
    target = tmp_path / "catalogue.yaml"
    write_catalogue(target, tools)
    return tools, target


def sheds(tmp_path: Path) -> str:
    (tmp_path / "sheds.yaml").write_text(OPENAPI, "utf-8")
    return str(tmp_path / "sheds.yaml")


@pytest.mark.parametrize("source", ["starter", "sheds"])
def test_what_is_written_is_read_as_the_same_tools(tmp_path: Path, source: str) -> None:
    tools, target = written(tmp_path, sheds(tmp_path) if source == "sheds" else source)
    again = load_tools([str(target)]).tools
    for tool, other in zip(tools, again, strict=True):
        for field in ("key", "description", "parameters", "returns", "requires", "phrases",
                      "answers", "deployed", "fingerprint"):  # fmt: skip
            assert getattr(other, field) == getattr(tool, field), (tool.key, field)
        assert describe_profile(profile_of(other)) == describe_profile(profile_of(tool))


def test_what_a_person_corrects_outweighs_what_was_read(tmp_path: Path) -> None:
    _, target = written(tmp_path, sheds(tmp_path))
    catalogue = yaml.safe_load(target.read_text("utf-8"))
    paint = next(tool for tool in catalogue["tools"] if tool["name"] == "paint")
    assert paint["profile"]["effect"] == "create"
    paint["profile"].update(effect="update", entity="garden shed", sets={"colour": "paint"})
    del paint["profile"]["purpose"]
    target.write_text(yaml.safe_dump(catalogue), "utf-8")
    profile = profile_of({tool.name: tool for tool in load_tools([str(target)]).tools}["paint"])
    assert (profile.effect, profile.entity, profile.noun) == ("update", "garden shed", "shed")
    assert [(one.parameter, one.attribute) for one in profile.sets] == [("colour", "paint")]
    assert [key.parameter for key in profile.keys] == ["shed_id"]
    corrected = {one.field for one in profile.evidence if one.source == "correction"}
    assert corrected >= {"effect", "entity", "sets"}
    assert profile.confidence == 1.0


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"effect": "dance"}, "effect"),
        ({"colour": "red"}, "a profile has no 'colour'"),
        ({"keys": {"roof_id": "roof"}}, "the tool has no parameter 'roof_id'"),
        ({"keys": ["shed_id"]}, "keys is no mapping"),
        ({"filters": {"shed_id": "shed ~"}}, "operator"),
        (["effect"], "a profile is a mapping"),
    ],
)
def test_a_correction_that_means_nothing_is_told_and_not_used(
    tmp_path: Path, told: object, reason: str
) -> None:
    _, target = written(tmp_path, sheds(tmp_path))
    catalogue = yaml.safe_load(target.read_text("utf-8"))
    catalogue["tools"][0]["profile"] = told
    target.write_text(yaml.safe_dump(catalogue), "utf-8")
    tool = load_tools([str(target)]).tools[0]
    (finding,) = [one for one in tool.findings if one.rule == "unknown-hint"]
    assert reason in finding.detail
    assert all(one.source != "correction" for one in profile_of(tool).evidence)


def test_a_corrected_catalogue_is_never_written_over(tmp_path: Path) -> None:
    tools, target = written(tmp_path, "starter")
    with pytest.raises(SpecError, match="it may have been corrected"):
        write_catalogue(target, tools)
    with pytest.raises(SpecError, match="cannot be written"):
        write_catalogue(tmp_path / "no" / "such.yaml", tools)


def test_keys_of_the_specification_that_mean_nothing_are_told(tmp_path: Path) -> None:
    entry = {"name": "get_shed", "description": "Get a shed.", "parameters": {"type": "object"},
             "x-effect": "dance", "x-key": ["roof"], "x-entity": " "}  # fmt: skip
    (tmp_path / "tools.yaml").write_text(yaml.safe_dump([entry]), "utf-8")
    (tool,) = load_tools([str(tmp_path / "tools.yaml")]).tools
    told = [one.detail for one in tool.findings if one.rule == "unknown-hint"]
    assert len(told) == 3
    assert any("an effect is one of get, list" in one for one in told)
    assert tool.hints == {}
    assert profile_of(tool).effect == "get"


def test_what_a_parameter_takes_nothing_from_is_a_hint_and_no_part_of_the_tool(
    tmp_path: Path,
) -> None:
    properties = {
        "roof": {"type": "object", "properties": {"kind": {"type": "string", "x-not-from": "*"}}},
        "tags": {"type": "array", "items": {"type": "string", "x-not-from": ["get_shed"]}},
    }
    entry = {
        "name": "add_shed", "description": "Add a shed.",
        "parameters": {"type": "object", "properties": properties},
    }  # fmt: skip
    (tmp_path / "tools.yaml").write_text(yaml.safe_dump([entry]), "utf-8")
    (tool,) = load_tools([str(tmp_path / "tools.yaml")]).tools
    assert tool.hints == {"x-not-from": {"roof.kind": "*", "tags[]": ["get_shed"]}}
    form = tool.deployed.parameters if tool.deployed else tool.parameters
    assert "x-not-from" not in str(form)
    target = tmp_path / "catalogue.yaml"
    write_catalogue(target, (tool,))
    assert load_tools([str(target)]).tools[0].hints["x-not-from"] == tool.hints["x-not-from"]


def test_a_refusal_that_means_nothing_is_told(tmp_path: Path) -> None:
    for told, reason in ((["get_shed"], "a mapping of parameters"), ({"door": "*"}, "'door'")):
        entry = {"name": "add_shed", "description": "Add a shed.", "x-not-from": told,
                 "parameters": {"type": "object"}}  # fmt: skip
        (tmp_path / "tools.yaml").write_text(yaml.safe_dump([entry]), "utf-8")
        (tool,) = load_tools([str(tmp_path / "tools.yaml")]).tools
        (finding,) = [one for one in tool.findings if one.rule == "unknown-hint"]
        assert reason in finding.detail
        assert tool.hints == {}
