"""The plans of a conversation run in a world: what is called, what is answered, and why."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from digit_tc.records import JSON, Call, Leaf, Plan, PlannedCall, Provenance, Reference, Tool
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.synthesis.execute import leaf_source, make_call
from digit_tc.synthesis.plan import Drafted
from digit_tc.world.cast import Cast, Casting, cast
from digit_tc.world.choices import Choice, Tellable
from digit_tc.world.result_schema import STATES
from digit_tc.world.state import World, open_world
from digit_tc.writers.grammar.meaning import describe
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.voice import Voice
from digit_tc.writers.grammar.writer import GrammarWriter, Written


def cast_drafts(
    drafts: Sequence[Drafted], seed: int, tools: Mapping[str, Tool], writer: GrammarWriter
) -> Cast:
    """Everything that the plans of a conversation meet; see `digit_tc.world.cast.cast`."""
    world, rng, is_tellable = _world_of(seed, tools, writer)
    return cast([one.plan for one in drafts], world, rng, is_tellable)


def fit_filters(drafts: Sequence[Drafted], tools: Mapping[str, Tool]) -> list[Drafted]:
    """The plans in which a listing asks for things in a state in which they can be acted upon, and
    not for those that are already as they are to be."""
    calls = {call.id: call for drafted in drafts for call in drafted.plan.calls}
    wanted: dict[int, tuple[str, ...]] = {}
    unwanted: dict[int, dict[str, JSON]] = {}
    for call in calls.values():
        profile = profile_of(tools[call.tool])
        for binding in call.bindings:
            value = binding.value
            if not isinstance(value, Reference) or profile.reads:
                continue
            if profile.states:
                wanted.setdefault(value.call, profile.states)
            made_so = {
                one.path: one.value.value for one in call.bindings if isinstance(one.value, Leaf)
            }
            unwanted.setdefault(value.call, {}).update(made_so)
    fitted = []
    for drafted in drafts:
        changed = [
            _in_state(
                _otherwise(call, unwanted[call.id], tools[call.tool]),
                wanted.get(call.id, ()),
                tools[call.tool],
            )
            for call in drafted.plan.calls
            if call.id in unwanted
        ]
        fitted.append(replace(drafted, plan=drafted.plan.replace_calls(changed)))
    return fitted


def _otherwise(call: PlannedCall, unwanted: Mapping[str, JSON], tool: Tool) -> PlannedCall:
    """The listing with another choice where it asks for what its things are to become."""
    bindings = []
    for one in call.bindings:
        choices = tool.parameters["properties"].get(one.path, {}).get("enum")
        if isinstance(one.value, Leaf) and choices and unwanted.get(one.path) == one.value.value:
            other = next((each for each in choices if each != one.value.value), None)
            one = one.model_copy(update={"value": Leaf(value=other)})  # noqa: PLW2901
        bindings.append(one)
    return call.model_copy(update={"bindings": tuple(bindings)})


def _in_state(call: PlannedCall, states: tuple[str, ...], tool: Tool) -> PlannedCall:
    if not states:
        return call
    filters = {one.parameter for one in profile_of(tool).filters if one.attribute in STATES}
    bindings = tuple(
        one.model_copy(update={"value": Leaf(value=states[0])})
        if isinstance(one.value, Leaf)
        and one.path in filters
        and one.value.value not in states
        and admits(tool.parameters["properties"][one.path], states[0])
        else one
        for one in call.bindings
    )
    return call.model_copy(update={"bindings": bindings})


def open_casting(seed: int, tools: Mapping[str, Tool], writer: GrammarWriter) -> Casting:
    """A cast for plans that come one after the other."""
    return Casting(*_world_of(seed, tools, writer))


def _world_of(
    seed: int, tools: Mapping[str, Tool], writer: GrammarWriter
) -> tuple[World, random.Random, Tellable]:
    world = open_world(seed, writer.setting.at(random.Random(seed)), tools)
    voice = Voice(random.Random(seed), writer.voice.day_first, writer.voice.manner)

    def is_tellable(choice: Choice) -> bool:
        return describe(choice, choice.place, LeafKey(0, ""), voice, anaphoric=False) is not None

    return world, random.Random(seed ^ 0xCA57), is_tellable


def make_calls(done: Cast, plan: Plan, drafted: Drafted, written: Written) -> tuple[Call, ...]:
    """The calls of a plan that was cast, with the sources of their arguments.

    Raises UngroundedError where a literal is said nowhere.
    """
    sources = {one.id: _sources(one, drafted, written) for one in plan.wanted}
    # What failed was called with the same words in mind.
    sources |= {one.repeats: sources[one.id] for one in plan.wanted if one.repeats is not None}
    return tuple(
        make_call(
            planned,
            plan,
            done.arguments[planned.id],
            sources[planned.id],
            done.responses[planned.id],
        )
        for planned in plan.calls
    )


def _sources(planned: PlannedCall, drafted: Drafted, written: Written) -> tuple[Provenance, ...]:
    return tuple(
        leaf_source(planned, one.path, drafted, written)
        if isinstance(one.value, Leaf)
        else _result_source(planned, one.path, one.value, written)
        for one in planned.bindings
    )


def _result_source(
    planned: PlannedCall, path: str, reference: Reference, written: Written
) -> Provenance:
    return Provenance(
        path=path,
        kind="result",
        call=reference.call,
        result_path=reference.path,
        pick=written.picks.get((planned.id, path)),
    )
