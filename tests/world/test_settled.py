"""What an answer has settled stays so, whatever comes up afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.records import Tool
from digit_tc.specs import load_tools
from digit_tc.values.setting import Setting
from digit_tc.world.apply import Response, apply
from digit_tc.world.expectation import Expectation
from digit_tc.world.state import Changes, World, open_world

SEEDS = st.integers(0, 10_000)
PLANNED = Expectation(exists=True, size=3)


@cache
def starter() -> dict[str, Tool]:
    return {tool.name: tool for tool in load_tools(["starter"]).tools}


def opened(seed: int) -> World:
    setting = Setting(Random(seed), dt.date(2026, 5, 4))
    return open_world(seed, setting, {tool.key: tool for tool in starter().values()})


def ask(world: World, name: str, **arguments: Any) -> tuple[Response, World]:
    return apply(world, starter()[name], arguments, PLANNED)


def beginning_of(world: World) -> World:
    return replace(world, initial=world.initial.copy(), changes=Changes())


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_what_a_change_tells_of_a_thing_a_later_read_tells_too(seed: int) -> None:
    changed, world = ask(opened(seed), "set_light", light_id="LI-7", on=True)
    lights, after = ask(world, "list_lights")
    (light,) = [one for one in lights.content["lights"] if one["light_id"] == "LI-7"]
    shared = changed.content.keys() & light.keys()
    assert {name: changed.content[name] for name in shared} == {n: light[n] for n in shared}
    assert ask(beginning_of(after), "set_light", light_id="LI-7", on=True)[0] == changed


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_an_id_that_was_not_found_is_given_to_nothing_else(seed: int) -> None:
    _, world = ask(opened(seed), "list_orders")
    absent = world.initial.named
    refused, world = apply(world, starter()["track_order"], {"order_id": "OR-0"})
    assert refused.status == "error"
    assert list(absent.values()) == [None]
    again, _ = ask(world, "track_order", order_id="OR-0")
    assert again == refused


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_what_was_possible_once_is_possible_when_it_is_asked_again(seed: int) -> None:
    cancelled, world = ask(opened(seed), "cancel_order", order_id="OR-9", reason="late_delivery")
    assert cancelled.status == "ok"
    _, after = ask(world, "list_orders")
    again, _ = apply(
        beginning_of(after), starter()["cancel_order"],
        {"order_id": "OR-9", "reason": "late_delivery"},
    )  # fmt: skip
    assert again == cancelled
