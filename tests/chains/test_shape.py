"""What shape a chain is said to have."""

from __future__ import annotations

import pytest

from digit_tc.chains import shape_of
from digit_tc.records import Link


def links(*pairs: tuple[int, int]) -> list[Link]:
    return [
        Link(source=source, source_path="id", target=target, target_path="id", edge="edge-1")
        for source, target in pairs
    ]


@pytest.mark.parametrize(
    ("steps", "pairs", "shape"),
    [
        (1, [], "single"),
        (2, [], "parallel"),
        (3, [], "parallel"),
        (2, [(0, 1)], "linear"),
        (4, [(0, 1), (1, 2), (2, 3)], "linear"),
        (3, [(0, 1), (0, 2)], "fan_out"),
        (3, [(0, 2), (1, 2)], "fan_in"),
        (4, [(0, 3), (1, 3), (2, 3)], "fan_in"),
        (3, [(0, 1), (1, 2), (0, 2)], "dag"),
        (4, [(0, 1), (0, 2), (1, 3), (2, 3)], "dag"),
        (4, [(0, 1), (0, 2), (2, 3)], "dag"),
        (3, [(0, 1)], "dag"),
        (4, [(0, 1), (2, 3)], "dag"),
    ],
)
def test_shape_follows_from_the_links(steps: int, pairs: list[tuple[int, int]], shape: str) -> None:
    assert shape_of(steps, links(*pairs)) == shape


def test_two_values_between_the_same_steps_count_as_one_link() -> None:
    assert shape_of(2, links((0, 1), (0, 1))) == "linear"


def test_a_precondition_gives_no_shape() -> None:
    before = Link(source=0, source_path="", target=1, target_path="", edge="")
    assert shape_of(2, [before]) == "parallel"
    assert shape_of(3, [before, *links((1, 2))]) == "dag"
