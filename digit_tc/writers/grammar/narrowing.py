"""What a listing was narrowed by, in words: "open tickets from May 1, 2026 to May 31, 2026"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from digit_tc.language.entities import id_noun
from digit_tc.language.nouns import noun_of, readable, with_article
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import JSON
from digit_tc.semantics import profile_of
from digit_tc.semantics.vocabulary import known_states, words_of
from digit_tc.writers.grammar.closing_words import closing_words, join
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import amount_of, is_uuid, quoted, written

_PLACES = frozenset(("city", "country", "place", "us_state", "address"))
_STARTS = frozenset("start from since after begin min earliest check_in".split())
_ENDS = frozenset("end to until before till max latest check_out through".split())
_ADJECTIVES = frozenset("status state type kind genre colour color cuisine".split())
_QUERIES = frozenset("query search keyword keywords q term text phrase".split())
_CONTAINERS = frozenset(
    "category calendar drive group mailbox folder album playlist channel project department "
    "room".split()
)
_MAKERS = frozenset("author artist director singer composer writer".split())
_ANY = ("all", "any", "none", "both")


@dataclass(slots=True)
class Narrowing:
    """Words before and behind the noun of a listing."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def narrowing_of(profile: SpokenTool, arguments: Mapping[str, JSON]) -> Narrowing:
    """What the arguments narrowed a listing by; those that cannot be said are left out."""
    known = profile_of(profile.tool)
    operators = {one.parameter: one.operator for one in known.filters}
    entities = {key.parameter: key.entity for key in known.keys}
    found = Narrowing()
    dates: dict[str, str] = {}
    for name, value in arguments.items():
        told = written(value, name)
        words = split_identifier(name)
        if not told or not words or value in _ANY or name in known.session:
            continue
        if isinstance(value, list) or words_of("parameters", "paging") & {name, words[-1]}:
            continue
        spoken = profile.fields.get(name)
        kind = spoken.kind if spoken else ""
        if kind in ("date", "datetime"):
            side = "start" if words[0] in _STARTS or operators.get(name) == ">=" else ""
            side = side or ("end" if words[0] in _ENDS or operators.get(name) == "<=" else "on")
            dates.setdefault(side, told)
        elif name in entities or id_noun(name) is not None:
            _add_key(found, entities.get(name) or id_noun(name) or "", told, name)
        elif words[0] in ("origin", "from", "departure") and isinstance(value, str):
            found.after.append(f"from {told}")
        elif words[0] in ("destination", "to", "arrival") and isinstance(value, str):
            found.after.append(f"to {told}")
        elif kind in _PLACES:
            found.after.append(f"{'near' if any(mark.isdigit() for mark in told) else 'in'} {told}")
        elif operators.get(name) == "text" or not _QUERIES.isdisjoint(words):
            found.after.append(f"matching {quoted(told)}")
        elif kind in ("latitude", "longitude"):
            continue  # nobody tells a place so
        elif words[-1] in _MAKERS:
            found.after.append(f"by {told}")
        elif words[-1] in _ADJECTIVES or (spoken and spoken.choices and told in known_states()):
            _add_state(found, words[-1], told)
        else:
            _add_other(found, name, value, operators.get(name, ""), arguments)
    if "start" in dates and "end" in dates:
        found.after.append(f"from {dates['start']} to {dates['end']}")
    elif "start" in dates:
        found.after.append(f"since {dates['start']}")
    elif "end" in dates:
        found.after.append(f"up to {dates['end']}")
    if "on" in dates:
        found.after.append(f"on {dates['on']}")
    owned = [one for one in found.after if one.startswith("with the ")]
    if len(owned) > 1:
        found.after = [one for one in found.after if one not in owned]
        found.after.append(f"with {join([one.removeprefix('with ') for one in owned])}")
    return found


def _add_key(found: Narrowing, entity: str, told: str, name: str) -> None:
    if is_uuid(told):
        return
    if id_noun(name) is None and not any(mark.isdigit() for mark in told):
        found.after.append(f"for {told}")
    elif entity:
        found.after.append(f"{'in' if entity in _CONTAINERS else 'for'} {entity} {told}")


def _add_state(found: Narrowing, word: str, told: str) -> None:
    told = told.lower() if told.isupper() else told
    if len(told.split()) == 1 and told.isalpha():
        # The state stands outermost: "confirmed table bookings".
        found.before.insert(0 if word in closing_words("states") else len(found.before), told)
    elif word in closing_words("states"):
        found.after.append(f"with the {word} {told}")
    else:
        found.after.append(f"of the {word} {told}")


def _add_other(
    found: Narrowing, name: str, value: JSON, operator: str, arguments: Mapping[str, JSON]
) -> None:
    words = list(split_identifier(name))
    bound = "at least" if words[0] in ("min", "minimum") or operator == ">=" else ""
    bound = bound or ("at most" if words[0] in ("max", "maximum") or operator == "<=" else "")
    plain = "_".join(words[1:] if words[0] in ("min", "max", "minimum", "maximum") else words)
    amount = amount_of(plain, value, arguments)
    told = amount[0] if amount else str(written(value, name))
    noun = noun_of(amount[1].replace(" ", "_")) if amount and amount[1] else noun_of(plain)
    if not readable(noun.lower().split()) or len(told.split()) > 6:
        return
    numeric = isinstance(value, int | float)
    if bound and not amount and noun.split()[-1] != singular(noun.split()[-1]):
        found.after.append(f"with {bound} {told} {noun}")
        return
    if told.endswith(" floor"):
        found.after.append(f"on the {told}")
        return
    if amount and bound and re.match(r"price(?: per \w+)?$", noun):
        found.after.append(
            f"for {bound} {told}{noun.replace('price per', ' a').removeprefix('price')}"
        )
        return
    if numeric and bound:
        found.after.append(f"with {with_article(noun)} of {bound} {told}")
    elif numeric and noun.split()[-1] != singular(noun.split()[-1]):
        found.after.append(f"for {told} {noun if value != 1 else singular(noun)}")
    elif noun in _CONTAINERS and told.isalpha() and told.islower():
        found.after.append(f"in the {told} {noun}")
    elif noun in _CONTAINERS:
        found.after.append(f"in the {noun} {told}")
    else:
        found.after.append(f"with the {noun} {told}")
