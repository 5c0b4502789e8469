"""How surely an output field and a parameter mean the same. Rules of entity and kind decide;
embeddings only shade what the rules allow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digit_tc.graph.ends import End
from digit_tc.graph.kinds import BROADER, MEASURES, MONEY, PHYSICAL, TRADED
from digit_tc.graph.meaning import Meaning
from digit_tc.graph.nouns import same_entity
from digit_tc.graph.vetoes import find_veto
from digit_tc.graph.vocabulary import (
    NAMED_ROLES,
    PEOPLE,
    PERSON_ROLES,
    TEMPORAL,
    WEAK_ENTITIES,
    word_set,
)
from digit_tc.language.words import singular
from digit_tc.records import EdgeKind

NEAR = 0.72
"""Least cosine at which two different names may mean the same."""
VERY_NEAR = 0.88
"""The same where the names share no word."""
_OTHER_NAMESPACE = 0.92
_OTHER_ROLE = 0.85
_OTHER_ROLE_ELSEWHERE = 0.55
"""My home city is a city, but seldom the destination that another namespace asks for."""
_ECHO = 0.7
"""What only repeats the call: people do go on with the order that they looked at."""
_BY_THE_WAY = 0.96
"""What a change tells beside what it made: a look-up comes first."""
_SELF = 0.85
"""Another call of the same tool: the next order is paid by the same card."""
_DEEP = 0.985
"""For each object that a value lies deeper than usual: `id` before `state.details.order_id`."""
NAMES = frozenset({"name", "title"})
_CURRENCY = word_set("currency money price cost exchange")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two ends are."""

    score: float
    """In [0, 1]; 0 where one cannot serve as the other."""
    kind: EdgeKind = "meaning"
    """What makes them alike."""
    evidence: str = ""
    """Why, in a few words without a full stop."""


NOTHING = Likeness(0.0, evidence="nothing in common")


def compare(source: End, target: End, cosine: float) -> Likeness:
    """How alike a source and a target are. `cosine` is that of both texts, in [-1, 1].

    Identifiers of different entities and fields of opposite roles give 0, however alike they look.
    """
    found = _by_rule(source, target, cosine)
    if found.score == 0.0:
        return found
    veto = find_veto(source, target)
    if veto:
        return Likeness(0.0, evidence=veto)
    score, evidence = found.score, found.evidence
    if source.namespace != target.namespace:
        score *= _OTHER_NAMESPACE
    score *= _DEEP ** max(0, source.field.path.count(".") - 1)
    if source.echo:
        score *= _ECHO
        evidence += ", as the call before was given it"
    if not source.reads and not (source.own and source.meaning.sort == "id"):
        score *= _BY_THE_WAY
    if source.family == target.family:
        score *= _SELF
    shade = 0.92 + 0.08 * min(1.0, max(0.0, cosine))
    return Likeness(score * shade, found.kind, evidence)


def _by_rule(source: End, target: End, cosine: float) -> Likeness:
    one, other = source.meaning, target.meaning
    if one.sort == other.sort == "id":
        return _compare_ids(source, target)
    if one.sort == other.sort == "kind":
        return _compare_kinds(source, target)
    if one.sort == other.sort == "generic":
        return _compare_generics(source, target)
    if one.sort == other.sort == "specific":
        return _compare_specifics(source, target, cosine)
    if one.sort == "generic" and other.sort == "kind" and other.key == "amount":
        if _is_payable(source, target):
            return Likeness(0.72, "role", f"{_a(one.label)} is an amount to pay")
    elif one.sort == "generic" and other.sort == "specific" and one.key in NAMES:
        return _by_name(one, other)
    elif one.sort == "specific" and source.field.path.endswith("[]"):
        return _by_list(one, other)
    return NOTHING


def _compare_ids(source: End, target: End) -> Likeness:
    one, other = source.meaning, target.meaning
    if one.key != other.key:
        return Likeness(0.0, evidence="different sorts of identifier")
    score, evidence = same_entity(one.entity, other.entity), f"both are the {other.label}"
    kind: EdgeKind = "identity"
    same_place = source.namespace == target.namespace
    if score == 0.0 and same_place:
        score, kind = _person(one, other, PERSON_ROLES), "role"
        evidence = f"the {other.label} may be {_a(one.label)}"
    if score == 0.0:
        return Likeness(0.0, evidence="ids of different entities")
    if not same_place and (score < 1.0 or other.entity[-1] in WEAK_ENTITIES):
        return Likeness(0.0, evidence="a general noun in another namespace")
    if not (one.explicit and other.explicit):
        score *= 0.97
    if one.roles != other.roles:
        score *= _OTHER_ROLE
    if not source.own:
        score *= 0.96
    return Likeness(score, kind, evidence)


def _person(one: Meaning, other: Meaning, roles: frozenset[str]) -> float:
    if one.entity[-1:] and one.entity[-1] in PEOPLE and other.entity[-1:]:
        return 0.75 if one.entity[-1] != "account" and other.entity[-1] in roles else 0.0
    return 0.0


def _compare_kinds(source: End, target: End) -> Likeness:
    one, other = source.meaning, target.meaning
    score, evidence = 0.95, f"{_a(other.key)} is asked for, and this is one"
    if one.key != other.key:
        score = BROADER.get(other.key, {}).get(one.key, 0.0)
        evidence = f"{_a(other.key)} is asked for, and {_a(one.key)} is one"
        if score == 0.0 or source.namespace != target.namespace:
            return Likeness(0.0, evidence="different kinds of value")
    if other.key == "amount" and not _may_be_paid(source, target):
        return Likeness(0.0, evidence="an amount of something else")
    if one.explicit and other.explicit and not same_entity(one.entity, other.entity):
        score *= 0.8
    elif not same_entity(one.entity, other.entity):
        score *= 0.97
    if one.roles != other.roles:
        if other.key == "location" and one.roles:
            return Likeness(0.0, evidence="a place of something else")
        here = source.namespace == target.namespace
        score *= _OTHER_ROLE if here else _OTHER_ROLE_ELSEWHERE
    return Likeness(score, "role", evidence)


def _may_be_paid(source: End, target: End) -> bool:
    """Amounts of different things meet only in one namespace, and never where the parameter says
    of what it is: no transaction gives the `loan_amount`."""
    one, other = source.meaning, target.meaning
    if one.label.startswith("converted") and not _CURRENCY & source.about:
        return False
    if same_entity(one.entity, other.entity):
        return True
    return source.namespace == target.namespace and not other.explicit


def _is_payable(source: End, target: End) -> bool:
    """True where a price or total is what a plain `amount` asks for."""
    one, other = source.meaning, target.meaning
    plain = not other.explicit and not other.roles and target.field.name.lower() == "amount"
    priced = one.key in MONEY and not one.roles and not TRADED & set(one.entity)
    return plain and priced and source.namespace == target.namespace


def _compare_generics(source: End, target: End) -> Likeness:
    one, other = source.meaning, target.meaning
    if one.key != other.key and not {one.key, other.key} <= NAMES:
        return Likeness(0.0, evidence="different attributes")
    score = same_entity(one.entity, other.entity)
    if score == 0.0 and one.key == other.key == "name" and one.roles == other.roles:
        person = _person(one, other, NAMED_ROLES)
        if person > 0.0:
            return Likeness(person, "role", f"the {other.label} may be the {one.label}")
    same_place = source.namespace == target.namespace
    if score < 1.0 and same_place and one.key == other.key and one.roles == other.roles:
        if _rides_along(source, target):
            return Likeness(0.8, "role", f"both are the {one.key} of the same thing")
        if _is_worked_out(source) and not other.explicit:
            return Likeness(0.75, "role", f"{_a(one.key)} is asked for, and it is worked out")
    vague = score < 1.0 and (
        target.field.type != "string" or not (one.explicit or other.explicit or same_place)
    )
    if score == 0.0 or vague or (not same_place and (score < 1.0 or _is_weak(other))):
        return Likeness(0.0, evidence="the same word of different things")
    if one.roles != other.roles:
        if TEMPORAL & set(other.key.split("_")):
            return Likeness(0.0, evidence="another point in time")
        score *= _OTHER_ROLE
    score *= 0.95 if one.explicit and other.explicit else 0.9
    if one.explicit and not same_entity(one.entity, one.around):
        score *= 0.95
    kind: EdgeKind = "identity" if other.key in NAMES else "role"
    return Likeness(score, kind, f"both are the {other.label}")


def _is_weak(meaning: Meaning) -> bool:
    return meaning.entity[-1] in WEAK_ENTITIES


def _rides_along(source: End, target: End) -> bool:
    """Whether a measure of something goes where that thing is named too: who orders shares gives
    the ticker and the price, and both are told together."""
    return source.meaning.key in MEASURES and bool(source.beside & target.beside)


def _is_worked_out(source: End) -> bool:
    """Whether a measure is the very thing that a tool is asked for: `estimate_distance`."""
    measure = source.meaning.key
    about = source.topic.noun[-1:] == (measure,) or source.effect == "compute"
    return measure in PHYSICAL and about and not source.echo


def _compare_specifics(source: End, target: End, cosine: float) -> Likeness:
    one, other = source.meaning, target.meaning
    counted = target.field.type != "string"
    if (counted or _is_date(source) or _is_date(target)) and not same_entity(
        one.entity, other.entity
    ):
        return Likeness(0.0, evidence="a number or date of something else")
    if one.key == other.key:
        if not _share_a_subject(source, target):
            return Likeness(0.0, evidence="the same word in another subject")
        score = 0.92 if same_entity(one.entity, other.entity) else 0.86
        if one.roles != other.roles:
            score *= _OTHER_ROLE
        return Likeness(score, "role", f"both are {_a(other.label)}")
    shared = set(one.key.split("_")) & set(other.key.split("_"))
    if counted or cosine < (NEAR if shared else VERY_NEAR) or one.roles != other.roles:
        return Likeness(0.0, evidence="different words")
    if one.key.split("_")[-1] != other.key.split("_")[-1]:
        return Likeness(0.0, evidence="different heads")
    return Likeness(0.82 * cosine, "meaning", f"{other.label} means about the same as {one.label}")


def _share_a_subject(source: End, target: End) -> bool:
    """Whether one side speaks of what the other is about: a book's genre is no song's genre, and
    a bus leaves from no social platform."""
    if same_entity(source.meaning.entity, target.meaning.entity) or len(target.called) < 2:
        return True
    one, other = source.meaning.entity[-1:], target.meaning.entity[-1:]
    said = {*map(singular, _WORD.findall(target.field.description.lower()))}
    return bool(set(one) & (target.about | said) or set(other) & source.about)


def _is_date(end: End) -> bool:
    return end.field.schema.get("format") in ("date", "date-time", "time")


def _by_name(one: Meaning, other: Meaning) -> Likeness:
    head = other.key.split("_")[-1]
    if (head,) == one.entity[-1:] and not one.roles and head not in WEAK_ENTITIES:
        agree = same_entity(one.entity, tuple(other.key.split("_")))
        return Likeness(0.8 * agree, "identity", f"{_a(other.label)} goes by its {one.key}")
    return NOTHING


def _by_list(one: Meaning, other: Meaning) -> Likeness:
    """A list of plain texts called by a noun holds the names of such things."""
    if other.sort == "generic" and other.key in NAMES and not one.roles:
        agree = same_entity(tuple(one.key.split("_")), other.entity)
        return Likeness(0.85 * agree, "identity", f"the list holds names of {one.label}s")
    return NOTHING


def _a(words: str) -> str:
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"
