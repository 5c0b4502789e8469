"""How surely an output field and a parameter mean the same. Rules of entity and kind decide;
embeddings only shade what the rules allow."""

from __future__ import annotations

from digit_tc.graph.ends import End
from digit_tc.graph.kinds import BROADER, MONEY, TRADED
from digit_tc.graph.meaning import Meaning
from digit_tc.graph.nouns import same_entity
from digit_tc.graph.vocabulary import (
    NAMED_ROLES,
    OPPOSITES,
    PEOPLE,
    PERSON_ROLES,
    SETTING,
    TEMPORAL,
    WEAK_ENTITIES,
)

NEAR = 0.72
"""Least cosine at which two different names may mean the same."""
VERY_NEAR = 0.88
"""The same where the names share no word."""
_OTHER_NAMESPACE = 0.92
_OTHER_ROLE = 0.85
_OTHER_ROLE_ELSEWHERE = 0.55
"""My home city is a city, but seldom the destination that another namespace asks for."""
_ECHO = 0.4
_DEEP = 0.985
"""For each object that a value lies deeper than usual: `id` before `state.details.order_id`."""
_NAMES = frozenset({"name", "title"})


def likeness(source: End, target: End, cosine: float) -> tuple[float, str]:
    """Likeness in [0, 1], and why. `cosine` is that of both texts, in [-1, 1].

    Identifiers of different entities and fields of opposite roles give 0, however alike they look.
    """
    one, other = source.meaning, target.meaning
    if opposed(one.roles, other.roles) or _is_set_by_target(source, target):
        return 0.0, "opposite roles"
    base, reason = _by_rule(source, target, cosine)
    if base == 0.0:
        return 0.0, reason
    if source.namespace != target.namespace:
        base *= _OTHER_NAMESPACE
    base *= _DEEP ** max(0, source.field.path.count(".") - 1)
    if source.echo:
        base *= _ECHO
        reason += ", but it only repeats what the user said"
    shade = 0.92 + 0.08 * min(1.0, max(0.0, cosine))
    return base * shade, reason


def opposed(one: frozenset[str], other: frozenset[str]) -> bool:
    """True where the two sets of roles exclude each other: from/to, start/end, min/max."""
    if not one or not other or one == other:
        return False
    return any(
        (one & left and other & right) or (one & right and other & left)
        for left, right in OPPOSITES
    )


def _by_rule(source: End, target: End, cosine: float) -> tuple[float, str]:
    one, other = source.meaning, target.meaning
    if one.sort == other.sort == "id":
        return _ids(source, target)
    if one.sort == other.sort == "kind":
        return _kinds(source, target)
    if one.sort == other.sort == "generic":
        return _generics(source, target)
    if one.sort == other.sort == "specific":
        return _specifics(source, target, cosine)
    if one.sort == "generic" and other.sort == "kind" and other.key == "amount":
        if _is_payable(source, target):
            return 0.72, f"{one.label} is an amount"
    elif one.sort == "generic" and other.sort == "specific" and one.key in _NAMES:
        return _by_name(one, other)
    return 0.0, "nothing in common"


def _ids(source: End, target: End) -> tuple[float, str]:
    one, other = source.meaning, target.meaning
    if one.key != other.key:
        return 0.0, "different sorts of identifier"
    score, reason = same_entity(one.entity, other.entity), f"same id: {other.label}"
    same_place = source.namespace == target.namespace
    if score == 0.0 and same_place:
        score, reason = _person(one, other, PERSON_ROLES), f"{other.label} may be the {one.label}"
    if score == 0.0:
        return 0.0, "ids of different entities"
    if not same_place and (score < 1.0 or other.entity[-1] in WEAK_ENTITIES):
        return 0.0, "a general noun in another namespace"
    if not (one.explicit and other.explicit):
        score *= 0.97
    if one.roles != other.roles:
        score *= _OTHER_ROLE
    if not source.own:
        score *= 0.96
    return score, reason


def _person(one: Meaning, other: Meaning, roles: frozenset[str]) -> float:
    if one.entity[-1:] and one.entity[-1] in PEOPLE and other.entity[-1:]:
        return 0.75 if one.entity[-1] != "account" and other.entity[-1] in roles else 0.0
    return 0.0


def _kinds(source: End, target: End) -> tuple[float, str]:
    one, other = source.meaning, target.meaning
    score = 0.95
    if one.key != other.key:
        score = BROADER.get(other.key, {}).get(one.key, 0.0)
        if score == 0.0 or source.namespace != target.namespace:
            return 0.0, "different kinds of value"
    if other.key == "amount" and not _may_be_paid(source, target):
        return 0.0, "an amount of something else"
    if one.explicit and other.explicit and not same_entity(one.entity, other.entity):
        score *= 0.8
    elif not same_entity(one.entity, other.entity):
        score *= 0.97
    if one.roles != other.roles:
        here = source.namespace == target.namespace
        score *= _OTHER_ROLE if here else _OTHER_ROLE_ELSEWHERE
    return score, _matches(source, target)


def _may_be_paid(source: End, target: End) -> bool:
    """Amounts of different things meet only in one namespace, and never where the parameter says
    of what it is: no transaction gives the `loan_amount`."""
    one, other = source.meaning, target.meaning
    if same_entity(one.entity, other.entity):
        return True
    return source.namespace == target.namespace and not other.explicit


def _is_payable(source: End, target: End) -> bool:
    """True where a price or total is what a plain `amount` asks for."""
    one, other = source.meaning, target.meaning
    plain = not other.explicit and not other.roles and target.field.name.lower() == "amount"
    priced = one.key in MONEY and not one.roles and not TRADED & set(one.entity)
    return plain and priced and source.namespace == target.namespace


def _generics(source: End, target: End) -> tuple[float, str]:
    one, other = source.meaning, target.meaning
    if one.key != other.key and not {one.key, other.key} <= _NAMES:
        return 0.0, "different attributes"
    score = same_entity(one.entity, other.entity)
    if score == 0.0 and one.key == other.key == "name" and one.roles == other.roles:
        person = _person(one, other, NAMED_ROLES)
        if person > 0.0:
            return person, f"{other.label} may be the {one.label}"
    if score < 1.0 and (target.field.type != "string" or not (one.explicit or other.explicit)):
        return 0.0, "the same word of different things"
    same_place = source.namespace == target.namespace
    if score == 0.0 or (not same_place and (score < 1.0 or other.entity[-1] in WEAK_ENTITIES)):
        return 0.0, "the same word of different things"
    if one.roles != other.roles:
        if TEMPORAL & set(other.key.split("_")):
            return 0.0, "another point in time"
        score *= _OTHER_ROLE
    score *= 0.95 if one.explicit and other.explicit else 0.9
    if one.explicit and not same_entity(one.entity, one.around):
        score *= 0.95
    return score, _matches(source, target)


def _specifics(source: End, target: End, cosine: float) -> tuple[float, str]:
    one, other = source.meaning, target.meaning
    counted = target.field.type != "string"
    if (counted or _is_date(source) or _is_date(target)) and not same_entity(
        one.entity, other.entity
    ):
        return 0.0, "a number or date of something else"
    if one.key == other.key:
        score = 0.92 if same_entity(one.entity, other.entity) else 0.86
        if one.roles != other.roles:
            score *= _OTHER_ROLE
        return score, _matches(source, target)
    shared = set(one.key.split("_")) & set(other.key.split("_"))
    if counted or cosine < (NEAR if shared else VERY_NEAR) or one.roles != other.roles:
        return 0.0, "different words"
    if one.key.split("_")[-1] != other.key.split("_")[-1]:
        return 0.0, "different heads"
    return 0.82 * cosine, f"{other.label} is close to {one.label} ({cosine:.2f})"


def _is_date(end: End) -> bool:
    return end.field.schema.get("format") in ("date", "date-time", "time")


def _by_name(one: Meaning, other: Meaning) -> tuple[float, str]:
    if tuple(other.key.split("_"))[-1:] == one.entity[-1:] and not one.roles:
        agree = same_entity(one.entity, tuple(other.key.split("_")))
        return 0.8 * agree, f"{other.label} goes by its {one.key}"
    return 0.0, "nothing in common"


def _is_set_by_target(source: End, target: End) -> bool:
    """True where the target tool gives its noun a new attribute: the old one is no use there."""
    if target.topic.verb not in SETTING or target.meaning.sort == "id":
        return False
    if target.field.path.count(".") > 0:
        # A customer's address may be written into an order, but settings are not handed on.
        return target.field.type != "string" or target.meaning.sort != "kind"
    noun = target.topic.noun
    return (
        max(same_entity(source.meaning.entity, noun), same_entity(source.meaning.around, noun)) > 0
    )


def _matches(source: End, target: End) -> str:
    one, other = source.field.name, target.field.name
    if one == other:
        return f"{one} matches {other} (same word)"
    return f"{source.meaning.label} matches {target.meaning.label}"
