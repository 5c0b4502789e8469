"""What may never be passed on, however alike it looks: by role, by unit, and by whose it is."""

from __future__ import annotations

import re

from digit_tc.graph.ends import End
from digit_tc.graph.kinds import COINS, PERSONAL, SHARES
from digit_tc.graph.nouns import same_entity
from digit_tc.graph.vocabulary import BRINGING_FORTH, OPPOSITES, PEOPLE, SETTING, word_set
from digit_tc.language.words import singular
from digit_tc.records.profile import Effect

_UNITS = tuple(
    {word: unit for unit, words in dimension.items() for word in words.split()}
    for dimension in (
        {"km": "km kilometer kilometre", "mi": "mile mi", "m": "meter metre", "ft": "foot ft"},
        {"kg": "kg kilogram kilo", "lb": "lb pound", "g": "gram"},
        {"c": "celsius", "f": "fahrenheit", "k": "kelvin"},
        {"l": "liter litre", "gal": "gallon"},
        {"s": "second sec", "min": "minute min", "h": "hour hr", "ms": "millisecond ms"},
    )
)  # fmt: skip
"""For each dimension the words of its units, in the singular."""
_WRITING: frozenset[Effect] = frozenset({"create", "update", "act"})
_BOUNDS = word_set("min minimum lowest max maximum highest")
_ONESELF = word_set("current me my myself own whoami self")
_OTHERS = word_set("invite invitee attendee recipient share guest")
_CODE = re.compile(
    r"(?i)\b(?:\w*codes?|iso|icao|iata|[23]-letter|abbreviation|symbol|"
    r"ticker|latitude)\b"
)
_NAMED = word_set("country city region airline location language")
_WORD = re.compile(r"[a-z]+")


def find_veto(source: End, target: End) -> str:
    """Why a source must never serve a target, in a few words; empty where nothing forbids it."""
    for forbids, why in _VETOES:
        if forbids(source, target):
            return why
    return ""


def opposed(one: frozenset[str], other: frozenset[str]) -> bool:
    """True where the two sets of roles exclude each other: from/to, start/end, min/max."""
    if not one or not other or one == other:
        return False
    return any(
        (one & left and other & right) or (one & right and other & left)
        for left, right in OPPOSITES
    )


def _plays_the_opposite_part(source: End, target: End) -> bool:
    return opposed(source.meaning.roles, target.meaning.roles)


def _is_no_bound(source: End, target: End) -> bool:
    """Whether a least or a most is asked for, and the source is a plain number."""
    bounds = target.meaning.roles & _BOUNDS
    return bool(bounds) and target.field.type != "string" and not source.meaning.roles & bounds


def _is_set_by_target(source: End, target: End) -> bool:
    """True where the target tool gives its noun a new attribute: the old one is no use there."""
    if target.meaning.sort == "id":
        return False
    if not {target.topic.verb, target.verb} & SETTING:
        # What is made out of attributes has new ones; a name may tell what it is made of.
        named = target.meaning.key in ("name", "title") or target.field.path.count(".") > 0
        return target.effect == "create" and not named and _is_about(source, target.topic.noun)
    if target.field.path.count(".") > 0:
        # A customer's address may be written into an order, but settings are not handed on.
        return target.field.type != "string" or target.meaning.sort != "kind"
    return _is_about(source, target.topic.noun)


def _is_about(source: End, noun: tuple[str, ...]) -> bool:
    one = source.meaning
    return max(same_entity(one.entity, noun), same_entity(one.around, noun)) > 0


def _is_not_ones_own(source: End, target: End) -> bool:
    """Credentials come from the user, from signing up, or, for a token, from the session."""
    other = target.meaning
    if other.sort == "kind" and other.key == "token":
        return not source.session or source.namespace != target.namespace
    if not target.session or source.topic.verb in BRINGING_FORTH:
        return False
    if other.sort == "kind":
        return other.key in PERSONAL
    return not other.entity or other.entity[-1] in PEOPLE


def _is_not_for_oneself(source: End, target: End) -> bool:
    """The address of who is signed in does not serve where somebody else is meant."""
    own = source.meaning.key in PERSONAL and bool(_ONESELF & set(source.called))
    return own and bool(_OTHERS & (_words_of(target) | set(target.called)))


def _undoes(source: End, target: End) -> bool:
    """Whether a thing would be deleted that was only just worked on under the same id."""
    return source.echo and not source.reads and target.ends


def _names_for_code(source: End, target: End) -> bool:
    """Whether a parameter wants the code of a place or thing that the source gives by name."""
    if target.meaning.sort == "id" or not _CODE.search(target.field.description):
        return False
    one = source.meaning
    named = one.key in ("name", "title") if one.sort == "generic" else one.key in _NAMED
    return named and not _CODE.search(f"{source.field.name} {source.field.description}")


def _differ_in_market(source: End, target: End) -> bool:
    if source.meaning.key != "ticker" or target.meaning.key != "ticker":
        return False
    one, other = source.about | _words_of(source), target.about | _words_of(target)
    coin, share = bool(one & COINS), bool(one & SHARES)
    return coin != share and (bool(other & COINS), bool(other & SHARES)) == (share, coin)


def _differ_in_version(source: End, target: End) -> bool:
    """Whether two tools are about one noun in two versions, such as `limits` and `limits_v2`."""
    if source.meaning.sort != "id" or source.namespace != target.namespace or not source.own:
        return False
    whose = same_entity(target.meaning.entity, target.topic.noun)
    return whose > 0 and _version(source.called) != _version(target.called)


def _version(words: tuple[str, ...]) -> tuple[str, ...]:
    return next((words[at : at + 2] for at, word in enumerate(words) if word == "v"), ())


def _comes_not_again(source: End, target: End) -> bool:
    """Whether a tool would be called again with what it has just told, unless that is the id of
    something else than what it is about, or of something that it found."""
    if source.family != target.family:
        return False
    if source.meaning.sort != "id":
        return True
    if source.reads:
        return source.echo or "[]" not in source.field.path
    about = source.own or same_entity(source.meaning.entity, source.topic.noun) > 0
    return about or target.leading


def _repeats_the_user(source: End, target: End) -> bool:
    """Whether a value only comes back as it was given. An id does serve then: people go on with
    the order that they looked at. So does what was written, for another thing: who changed the
    address of an order may want it as the user's own."""
    if not source.echo or source.meaning.sort == "id":
        return False
    return not (
        source.effect in _WRITING
        and target.effect in _WRITING
        and source.namespace == target.namespace
        and source.meaning.sort == target.meaning.sort == "kind"
        and not same_entity(source.meaning.around, target.meaning.around)
    )


def _is_measured_otherwise(source: End, target: End) -> bool:
    if source.field.type == "string" or target.field.type == "string":
        return False
    one, other = (
        {table[word] for table in _UNITS for word in _words_of(end) if word in table}
        for end in (source, target)
    )
    return bool(one and other) and not one & other


def _differ_in_brand(source: End, target: End) -> bool:
    """Whether two services are named, and none on both sides: not where places are meant."""
    meaning = target.meaning
    open_kind = meaning.sort == "kind" and meaning.key not in ("user name", "postal code")
    return not open_kind and bool(
        source.brands and target.brands and not source.brands & target.brands
    )


def _words_of(end: End) -> frozenset[str]:
    field = end.field
    words = _WORD.findall(f"{field.name} {field.description[:120]}".lower().replace("_", " "))
    return frozenset(map(singular, words))


_VETOES = (
    (_plays_the_opposite_part, "opposite roles"),
    (_is_no_bound, "a value is no bound of what is searched for"),
    (_is_set_by_target, "the target gives its thing a new value"),
    (_comes_not_again, "a tool is seldom called again with what it has just told"),
    (_repeats_the_user, "it only repeats what the user said"),
    (_is_not_ones_own, "a login of somebody else"),
    (_is_not_for_oneself, "nobody invites or writes to oneself"),
    (_undoes, "what was just changed is not undone at once"),
    (_differ_in_version, "things of another version"),
    (_differ_in_market, "a coin is no share"),
    (_differ_in_brand, "things of another service"),
    (_names_for_code, "a name where a code is wanted"),
    (_is_measured_otherwise, "different units"),
)
"""Each rule with what it says; the cheap ones first."""
