"""A later turn means the thing that an earlier one made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from digit_tc.chains import ScenarioSampler
from digit_tc.config import GraphConfig, SampleConfig
from digit_tc.graph import build_graph
from digit_tc.records import Scenario, ToolGraph, TurnSpec
from digit_tc.specs import load_tools

MAKERS = {
    "shop::place_order": ("order_id",),
    "calendar::create_event": ("event_id",),
    "files::create_folder": ("folder_id",),
}
"""What makes a thing, and the ids of what it makes."""
ENDS = {"shop::cancel_order": "order_id", "calendar::cancel_event": "event_id"}


@lru_cache(maxsize=1)
def starter() -> ToolGraph:
    return build_graph(load_tools(["starter"]).tools, GraphConfig(embeddings="none"))


def uses(scenario: Scenario) -> Iterator[tuple[TurnSpec, int, str, tuple[int, int]]]:
    """Steps that need an id of which an earlier turn made one, with turn and step of the last."""
    tools = starter().by_key
    made: dict[str, tuple[int, int]] = {}
    for index, turn in enumerate(scenario.turns):
        steps = turn.chain.steps
        for step, key in enumerate(steps):
            refused: Any = tools[key].hints.get(
                "x-not-from", {}
            )  # what was just ordered is not returned
            needed = set(tools[key].parameters.get("required", ())).difference(refused)
            yield from ((turn, step, name, made[name]) for name in sorted(needed) if name in made)
        for step, key in enumerate(steps):
            made.pop(ENDS.get(key, ""), None)
            made.update(dict.fromkeys(MAKERS.get(key, ()), (index, step)))


def scenarios(share: float = SampleConfig().carry_share) -> list[Scenario]:
    return ScenarioSampler(starter(), SampleConfig(carry_share=share), 7).take(400)


def test_no_list_is_looked_up_for_what_an_earlier_turn_made() -> None:
    found = [use for scenario in scenarios() for use in uses(scenario)]
    assert len(found) > 25
    for turn, step, name, _ in found:
        listed = [link for link in turn.chain.links
                  if link.target == step and link.target_path == name
                  and "[]" in link.source_path]  # fmt: skip
        assert listed == []


def test_what_an_earlier_turn_made_is_carried_on() -> None:
    found = [use for scenario in scenarios() for use in uses(scenario)]
    carried = [
        (turn, step)
        for turn, step, name, (maker, place) in found
        if any((carry.turn, carry.step, carry.target, carry.target_path)
               == (maker, place, step, name) for carry in turn.carries)
    ]  # fmt: skip
    assert len(carried) / len(found) > 0.8


def test_a_share_of_none_is_kept_even_so() -> None:
    assert all(not turn.carries for scenario in scenarios(0.0) for turn in scenario.turns)


def test_the_file_is_the_last_one_that_was_made_or_found() -> None:
    shown = {
        "files::create_document": "file_id", "files::create_archive": "file_id",
        "bank::download_statement": "file_id", "travel::get_booking_confirmation": "file_id",
        "home::create_energy_report": "file_id", "files::create_folder": "folder_id",
        "calendar::create_event": "event_id", "travel::book_flight": "booking_id",
    }  # fmt: skip
    carried = 0
    for scenario in ScenarioSampler(starter(), SampleConfig(), seed=7).take(500):
        for turn in scenario.turns:
            for carry in turn.carries:
                later = [
                    shown.get(step)
                    for index, one in enumerate(scenario.turns[: scenario.turns.index(turn)])
                    for place, step in enumerate(one.chain.steps)
                    if (index, place) > (carry.turn, carry.step)
                ]
                carried += carry.target_path in shown.values()
                assert carry.target_path not in later
    assert carried > 50
