"""In one conversation a name belongs to one thing: the restaurant that was found is found again.

A result is invented without a look at names. Here, a thing whose name is known gets the id that it
has, so that the ledger can say the rest, and what is looked up by its name is what was told of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digit_tc.language.entities import container_nouns, id_noun, id_typed_as, own_entity, plain_name
from digit_tc.records import JSON
from digit_tc.records.paths import generalise, get
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import Entity, Fact, admits
from digit_tc.writers.grammar.ledger import Told, names_its_entity
from digit_tc.writers.grammar.result_scalars import Job


def settle_namesakes(result: dict[str, JSON], told: Told, job: Job) -> bool:
    """Let known names have known ids and attributes; True where the result says something else."""
    if job.effect not in READING_EFFECTS:
        return False
    changed = False
    there = set(told[0])
    for fact in told[1]:
        known = _known(fact, job)
        if known is not None and known not in there and _renamed(result, fact, known, job):
            there.add(known)
            changed = True
    return changed or _looked_up_by_name(result, job)


def _known(fact: Fact, job: Job) -> Entity | None:
    asked_for = fact.entity[1] in map(str, job.given.values())
    if not names_its_entity(fact) or not fact.path or asked_for:
        return None
    known = job.ledger.called(fact.entity[0], str(fact.value))
    return known if known != fact.entity and _is_asked_for(known, job) else None


def _is_asked_for(known: Entity | None, job: Job) -> bool:
    """Whoever asks for Korean food is not shown the pizza place of before."""
    if known is None:
        return False
    told = ((job.ledger.value(known, name), value) for name, value in job.given.items())
    return all(before in (None, value) for before, value in told)


def _renamed(result: dict[str, JSON], fact: Fact, known: Entity, job: Job) -> bool:
    place = fact.path.rpartition(".")[0]
    holder = get(result, place) if place else result
    pattern = generalise(place)
    if not isinstance(holder, dict) or any(key.startswith(pattern) for key in job.demands):
        return False
    for name, value in holder.items():
        own = id_noun(name) in ("", known[0]) and str(value) == fact.entity[1]
        again = id_typed_as(value, known[1])
        if own and again is not None and _shape(value) == _shape(known[1]):
            holder[name] = again
            return True
    return False


def _shape(value: JSON) -> str:
    return re.sub(r"\d", "0", str(value))


def _looked_up_by_name(result: dict[str, JSON], job: Job) -> bool:
    nouns = profile_of(job.tool).names
    known = next(
        (
            entity
            for name, value in job.given.items()
            if isinstance(value, str) and name.rpartition("_")[2] in ("name", "title")
            for kind in nouns
            if _is_asked_for(entity := job.ledger.called(kind, value), job)
        ),
        None,
    )
    if known is None:
        return False
    schema = job.tool.returns or {}
    changed = _restated(result, schema, "", nouns, known, job)
    for name, inner in result.items():
        if isinstance(inner, dict) and container_nouns(name, nouns)[:1] == (known[0],):
            described = (schema.get("properties") or {}).get(name) or {}
            changed |= _restated(inner, described, f"{name}.", (known[0],), known, job)
    return changed


def _restated(
    value: dict[str, JSON], schema: Mapping[str, Any], place: str, nouns: tuple[str, ...],
    known: Entity, job: Job,
) -> bool:  # fmt: skip
    """Let an object without an id of its own say what is known of the thing that it is about."""
    if own_entity(nouns, value) is not None:
        return False
    changed = False
    properties = schema.get("properties") or {}
    for name, said in value.items():
        before = job.ledger.value(known, plain_name(name))
        fits = before is not None and before != said and f"{place}{name}" not in job.demands
        if fits and admits(properties.get(name) or {}, before):
            value[name] = before
            changed = True
    return changed
