"""Where a model's words say the literals of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from digit_tc.language.locate import Sought, locate, locate_all
from digit_tc.language.transforms import same_value
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, SYSTEM_MESSAGE, Provenance, Scenario, Tool, Turn
from digit_tc.synthesis.execute import UngroundedError, schema_at
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.planning import free_leaves
from digit_tc.writers.grammar.text import Key, LeafKey, Span
from digit_tc.writers.grammar.things import Telling
from digit_tc.writers.grammar.writer import Earlier, Written


class _Leaf(NamedTuple):
    path: str
    value: JSON
    schema: Mapping[str, object]
    words: tuple[str, ...]
    of_session: bool
    """Whether the system message may tell it."""


def ground(
    text: str, drafted: Drafted, turns: Sequence[Turn], system: str,
    scenario: Scenario, tools: Mapping[str, Tool],
) -> Written:  # fmt: skip
    """The request with a source for every literal of the plan.

    Looked for in this text, then in earlier texts of the user, latest first, then in the schema's
    defaults and in the system message. Raises UngroundedError that names what is said nowhere.
    """
    leaves = _leaves(drafted, tools)
    sought = {key: Sought(one.value, one.schema, one.words) for key, one in leaves.items()}
    here = _found(sought, text, scenario)
    before: dict[Key, Earlier] = {}
    for turn in reversed(turns):
        rest = {key: one for key, one in sought.items() if key not in here and key not in before}
        for key, span in _found(rest, turn.request, scenario).items() if rest else ():
            before[key] = Earlier(turn.index, span)
    otherwise: dict[LeafKey, Provenance] = {}
    missing = []
    for key, leaf in leaves.items():
        if key in here or key in before:
            continue
        source = _elsewhere(leaf, system, scenario)
        if source is None:
            missing.append(f"{' '.join(leaf.words)} ({leaf.value})")
        else:
            otherwise[key] = source
    if missing:
        raise UngroundedError(f"The text does not say: {'; '.join(missing[:4])}.")
    return Written(text, here, before, otherwise)


def ground_things(text: str, told: Telling, scenario: Scenario) -> dict[Key, Span]:
    """Where a request says what tells each row from the others.

    Raises UngroundedError that names the things of which that is not said.
    """
    wanted = told.list_conditions()
    sought = {
        key: Sought(one.value, field.schema, field.meaning.words)
        for key, (one, field) in wanted.items()
    }
    found = locate_all(sought, text, today=scenario.today)
    missing = [
        f"{field.noun} ({one.value})" for key, (one, field) in wanted.items() if key not in found
    ]
    if missing:
        raise UngroundedError(
            f"The text does not say which one is meant, by its {'; '.join(missing[:4])}."
        )
    return {key: Span(*span) for key, span in found.items()}


def _leaves(drafted: Drafted, tools: Mapping[str, Tool]) -> dict[LeafKey, _Leaf]:
    return {
        LeafKey(call.id, binding.path): _Leaf(
            path=binding.path,
            value=binding.value.value,
            schema=schema_at(tools[call.tool].parameters, binding.path),
            words=words_of_path(binding.path),
            of_session=binding.path in tools[call.tool].session,
        )
        for call in sorted(drafted.plan.wanted, key=lambda one: one.hidden)
        for binding in free_leaves(call, drafted)
    }


def _found(sought: Mapping[LeafKey, Sought], text: str, scenario: Scenario) -> dict[Key, Span]:
    found = locate_all(sought, text, today=scenario.today)
    return {key: Span(*span) for key, span in found.items()}


def words_of_path(path: str) -> tuple[str, ...]:
    """`passenger.date_of_birth` → passenger, date, of, birth."""
    return tuple(word for word in split_identifier(path) if not word.isdigit())


def _elsewhere(leaf: _Leaf, system: str, scenario: Scenario) -> Provenance | None:
    if "default" in leaf.schema and same_value(leaf.schema["default"], leaf.value):
        return Provenance(path=leaf.path, kind="default")
    if leaf.of_session or leaf.value == scenario.today.isoformat():
        span = locate(leaf.value, system, leaf.schema, today=scenario.today)
        if span is not None:
            return Provenance(
                path=leaf.path, kind="context", message=SYSTEM_MESSAGE,
                start=span.start, end=span.end, transform=span.transform,
            )  # fmt: skip
    return None
