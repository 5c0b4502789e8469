"""Functions in the ways in which people write tools for models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.specs import Loaded, load_tools


def load(tmp_path: Path, text: str) -> Loaded:
    path = tmp_path / "room_tools.py"
    path.write_text(text, encoding="utf-8")
    return load_tools([str(path)])


def tool(tmp_path: Path, text: str, name: str = "find") -> Tool:
    return next(one for one in load(tmp_path, text).tools if one.name == name)


def rules(found: Tool) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in found.findings}


def test_texts_of_annotated_are_descriptions(tmp_path: Path) -> None:
    text = '''
from typing import Annotated
from typing_extensions import Doc
from pydantic import Field

def find(room: Annotated[str, "Which room"], day: Annotated[str, Doc("Which day")],
         people: Annotated[int, Field(ge=1, description="How many")] = 2,
         floor: int = Field(default=1, description="Which floor"),
         wing: str = Field(description="Which wing")) -> dict:
    """Find a seat."""
'''
    found = tool(tmp_path, text)
    properties = found.parameters["properties"]
    told = [properties[name]["description"] for name in ("room", "day", "people", "floor", "wing")]
    assert told == ["Which room", "Which day", "How many", "Which floor", "Which wing"]
    assert properties["people"]["minimum"] == 1
    assert properties["floor"]["default"] == 1
    assert found.parameters["required"] == ["room", "day", "wing"]


FUTURE = '''
from __future__ import annotations
from typing import TYPE_CHECKING, Annotated, Callable
if TYPE_CHECKING:
    from somewhere import Context, Thing

def find(ctx: Context, room: Annotated[str, "Which room"], thing: Thing, people: int = 2,
         progress: Callable[[str], None] | None = None) -> Thing:
    """Find a seat."""
'''


def test_one_hint_that_cannot_be_resolved_costs_no_other(tmp_path: Path) -> None:
    found = tool(tmp_path, FUTURE)
    properties = found.parameters["properties"]
    assert properties["room"] == {"type": "string", "description": "Which room"}
    assert properties["people"] == {"type": "integer", "default": 2}
    assert [one.where for one in found.findings if one.rule == "type-hints"] == [
        "/parameters/properties/thing"
    ]


def test_what_a_framework_puts_in_is_no_parameter(tmp_path: Path) -> None:
    found = tool(tmp_path, FUTURE)
    assert set(found.parameters["properties"]) == {"room", "thing", "people"}
    told = [one.detail for one in found.findings if one.rule == "injected-parameter"]
    assert [detail.split()[0] for detail in told] == ["ctx", "progress"]


def test_values_that_json_does_not_have_are_no_parameters(tmp_path: Path) -> None:
    text = '''
import sqlite3
def find(connection: sqlite3.Connection, room: str) -> str:
    """Find a seat."""
'''
    found = tool(tmp_path, text)
    assert set(found.parameters["properties"]) == {"room"}
    assert rules(found)["unsayable-parameter"] == "defect"


def test_a_class_of_ones_own_that_is_called_context_is_a_parameter(tmp_path: Path) -> None:
    text = '''
from dataclasses import dataclass
@dataclass
class SearchContext:
    room: str
def find(context: SearchContext) -> str:
    """Find a seat."""
'''
    assert set(tool(tmp_path, text).parameters["properties"]) == {"context"}


def test_typed_mappings_are_read_wherever_they_stand(tmp_path: Path) -> None:
    text = '''
from typing import Annotated, NotRequired, Optional, TypedDict
class Wish(TypedDict, total=False):
    quiet: bool
class More(Wish):
    note: Annotated[str, "A note"]
    late: NotRequired[bool]
def find(wish: Optional[Wish], more: list[More], last: Wish | None = None) -> dict[str, Wish]:
    """Find a seat."""
'''
    properties = tool(tmp_path, text).parameters["properties"]
    assert properties["wish"]["properties"] == {"quiet": {"type": "boolean"}}
    assert properties["last"]["properties"] == {"quiet": {"type": "boolean"}}
    assert set(properties["more"]["items"]["properties"]) == {"quiet", "note", "late"}
    assert properties["more"]["items"]["required"] == ["note"]


def test_tuples_ask_for_each_of_their_places(tmp_path: Path) -> None:
    text = '''
from typing import NamedTuple
class Spot(NamedTuple):
    row: int
    letter: str
def find(to: tuple[int, str], pair: tuple[float, float], spot: Spot, many: tuple[int, ...]) -> str:
    """Move a seat."""
'''
    properties = tool(tmp_path, text).parameters["properties"]
    for name in ("to", "spot"):
        kinds = [part["type"] for part in properties[name]["prefixItems"]]
        assert kinds == ["integer", "string"]
        assert (properties[name]["minItems"], properties[name]["maxItems"]) == (2, 2)
    assert properties["pair"]["items"] == {"type": "number"}
    assert properties["many"] == {"type": "array", "items": {"type": "integer"}}


def test_arguments_in_any_number_are_a_list(tmp_path: Path) -> None:
    text = '''
def find(room: str, *names: str, **more: int) -> str:
    """Find a seat.

    Args:
        room: Which room
        *names: Who sits there
    """
'''
    found = tool(tmp_path, text)
    assert found.parameters["properties"]["names"] == {
        "type": "array",
        "items": {"type": "string"},
        "description": "Who sits there",
    }
    assert found.parameters["required"] == ["room"]
    assert rules(found) == {"open-parameters": "note"}


def test_defaults_of_any_type_are_kept(tmp_path: Path) -> None:
    text = '''
import datetime as dt, enum
from pathlib import Path
class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"
def find(level: Level = Level.LOW, day: dt.date = dt.date(2026, 1, 2), where: Path = Path("a/b"),
         ids: frozenset[int] = frozenset({3})) -> str:
    """Find a seat."""
'''
    found = tool(tmp_path, text).parameters
    assert found["required"] == []
    defaults = {name: part.get("default") for name, part in found["properties"].items()}
    assert defaults == {"level": "low", "day": "2026-01-02", "where": "a/b", "ids": [3]}


DECORATED = '''
import functools

class Tool:
    __slots__ = ("kind", "_run")
    def __init__(self, run):
        self.kind, self._run = "tool", run

class Held:
    def __init__(self, run):
        self.inner = Tool(functools.partial(run))
        self.call = lambda *args: run(*args)

def tool(run):
    return Tool(run)

def named(name):
    def decorate(run):
        return Held(run)
    return decorate

def plain(run):
    def inner(*args, **kwargs):
        return run(*args, **kwargs)
    return inner

def wrapping(run):
    @functools.wraps(run)
    def inner(*args, **kwargs):
        return run(*args, **kwargs)
    return inner

def forget(run):
    return object()

@tool
def book(seat: int) -> str:
    """Book a seat."""

@named("free it")
def free(seat: int) -> str:
    """Free a seat."""

@plain
def swap(first: int, second: int) -> str:
    """Swap two seats."""

@wrapping
async def move(seat: int) -> str:
    """Move a seat."""

@forget
def lost(seat: int) -> str:
    """Lose a seat."""

class Office:
    def open_office(self, hour: int) -> bool:
        """Open the office."""

open_office = Office().open_office
book_first = functools.partial(move, seat=1)
double = lambda x: 2 * x
'''


def test_functions_behind_decorators_are_tools_and_decorators_are_none(tmp_path: Path) -> None:
    loaded = load(tmp_path, DECORATED)
    tools = {one.name: one for one in loaded.tools}
    assert set(tools) == {"book", "free", "swap", "move", "open_office", "book_first"}
    assert tools["book"].description == "Book a seat."
    assert set(tools["free"].parameters["properties"]) == {"seat"}
    assert tools["swap"].parameters["required"] == ["first", "second"]
    assert set(tools["open_office"].parameters["properties"]) == {"hour"}
    assert tools["book_first"].parameters["properties"]["seat"]["default"] == 1
    left_out = {one.subject.split()[1] for one in loaded.rejections}
    assert left_out == {"tool", "named", "plain", "wrapping", "forget", "lost", "double"}


def test_one_function_behind_a_decorator_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "room_tools.py"
    path.write_text(DECORATED, encoding="utf-8")
    assert [one.name for one in load_tools([f"{path}:book"]).tools] == ["book"]
    with pytest.raises(SpecError, match="no function 'lost'") as caught:
        load_tools([f"{path}:lost"])
    assert "object" in str(caught.value.remedy)


NOISY = '''
import argparse, sys
print("starting tools...")
argparse.ArgumentParser().parse_args()

def tell_time(zone: str) -> str:
    """Tell the time in a zone."""
'''


def test_what_a_module_prints_does_not_stand_before_the_json(tmp_path: Path) -> None:
    path = tmp_path / "noisy.py"
    path.write_text(NOISY, encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "tools", str(path), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(said.stdout)["tools"][0]["name"] == "tell_time"
    assert "starting tools..." in said.stderr


def test_a_module_that_ends_the_program_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="it ends the program") as caught:
        load(tmp_path, "import sys\nsys.exit(0)\ndef find(): ...\n")
    assert "__main__" in str(caught.value.remedy)
    loaded = load(tmp_path, "import sys\ndef find(): ...\nsys.exit(3)\ndef book(): ...\n")
    assert [one.name for one in loaded.tools] == ["find"]
    assert [one.reason for one in loaded.rejections] == ["ended-early"]
