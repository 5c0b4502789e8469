"""Python functions as tools."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.specs import load_tools

MODULE = '''
from __future__ import annotations
from dataclasses import dataclass
from enum import Enum
from json import dumps
from typing import Literal, Optional

class Colour(Enum):
    RED = "red"
    BLUE = "blue"

@dataclass
class Seat:
    """A seat."""
    row: int
    letter: str

def book(flight: str, seat: Seat, colour: Colour = Colour.RED, note: Optional[str] = None,
         bags: int = 1, *rest, **more) -> dict[str, int]:
    """Book a seat.

    The seat must be free.

    Args:
        flight: The flight number.
        bags (int): How many bags.

    Returns:
        The booking.
    """

def numbers(values: list[float], mode: Literal["a", "b"]) -> list[int]:
    """Sort numbers.

    Parameters
    ----------
    values : list of float
        What to sort.
    """

def rest(place, size):
    """Do it.

    :param place: The place.
    :param int size: The size.
    """

def broken(x: Missing) -> None:
    """Broken hints."""

def _hidden(): ...

class Holder:
    def method(self): ...
'''


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, Tool]:
    path = tmp_path / "air_tools.py"
    path.write_text(MODULE, encoding="utf-8")
    return {tool.name: tool for tool in load_tools([str(path)]).tools}


def test_all_public_functions_of_a_file_and_nothing_else(tools: dict[str, Tool]) -> None:
    assert set(tools) == {"book", "numbers", "rest", "broken"}
    assert {tool.namespace for tool in tools.values()} == {"air_tools"}


def test_hints_and_google_docstrings_become_a_schema(tools: dict[str, Tool]) -> None:
    book = tools["book"]
    assert book.description == "Book a seat. The seat must be free."
    assert book.parameters["required"] == ["flight", "seat"]
    assert book.parameters["properties"] == {
        "flight": {"type": "string", "description": "The flight number."},
        "seat": {
            "type": "object",
            "description": "A seat.",
            "properties": {"row": {"type": "integer"}, "letter": {"type": "string"}},
            "required": ["row", "letter"],
        },
        "colour": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        "note": {"type": "string"},
        "bags": {"type": "integer", "description": "How many bags.", "default": 1},
    }


def test_numpy_and_rest_docstrings_are_understood(tools: dict[str, Tool]) -> None:
    values = tools["numbers"].parameters["properties"]["values"]
    assert values["description"] == "What to sort."
    assert tools["rest"].parameters["properties"]["size"]["type"] == "integer"


def test_a_list_that_is_returned_is_wrapped(tools: dict[str, Tool]) -> None:
    assert tools["numbers"].returns == {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"type": "integer"}}},
        "required": ["items"],
    }


def test_hints_that_cannot_be_resolved_are_a_defect_of_that_tool(tools: dict[str, Tool]) -> None:
    assert "type-hints" in {finding.rule for finding in tools["broken"].findings}


def test_one_function_of_a_module_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "air_again.py"
    path.write_text(MODULE, encoding="utf-8")
    assert [tool.name for tool in load_tools([f"{path}:rest"]).tools] == ["rest"]
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [tool.key for tool in load_tools(["air_again:rest"]).tools] == ["air_again::rest"]
    assert len(load_tools(["python:air_again"]).tools) == 4
    sys.modules.pop("air_again", None)
    with pytest.raises(SpecError, match=r"It has: book, numbers"):
        load_tools([f"{path}:gone"])


def test_a_module_that_fails_to_import_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("import sys\nsys.exit('not today')", encoding="utf-8")
    with pytest.raises(SpecError, match=r"bad\.py cannot be imported: it ends the program: not"):
        load_tools([str(path)])


def test_typed_dict_of_the_standard_library_tells_the_results(tmp_path: Path) -> None:
    path = tmp_path / "clinic.py"
    path.write_text(
        "from typing import TypedDict\n\n"
        "class Patient(TypedDict):\n    patient_id: int\n    name: str\n\n"
        'def find_patient(name: str) -> Patient:\n    """Find a patient by name."""\n'
    )
    (tool,) = load_tools([str(path)]).tools
    assert tool.returns is not None
    assert set(tool.returns["properties"]) == {"patient_id", "name"}


def test_an_annotation_that_says_nothing_leaves_the_results_open(tmp_path: Path) -> None:
    path = tmp_path / "clinic.py"
    path.write_text('def ward(name: str) -> object:\n    """Tell about a ward."""\n')
    (tool,) = load_tools([str(path)]).tools
    assert tool.returns is None
