"""What a thing is like as the assistant says it around its noun: "a joint account with a balance of
86.99 euros", "on June 24, 2026 at 10:00 AM"; by the forms in which people single things out."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from digit_tc.language.entities import id_noun
from digit_tc.language.nouns import with_article
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON
from digit_tc.values.fields import Field, Schema, field_of
from digit_tc.writers.grammar.attribute_forms import attribute_of, forms_of
from digit_tc.writers.grammar.closing_words import closing_words, join
from digit_tc.writers.grammar.telling import amount_of, is_dull, written

_SCHEMAS: Mapping[str, Schema] = {
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "string": {"type": "string"},
}
_UNFIT = re.compile(
    r"whose|called|named|titled|still|\"|'s ~|^=|^\{v\}$|about|rated|\bis\b|^\{v\}-"
)
"""Forms that single a thing out, but tell nothing of one that is known."""
_BEHIND_ONLY = frozenset(("city", "country", "time", "date", "region"))
_MEASURES = frozenset(("duration", "weight", "distance", "width"))
_LINKS = frozenset("at by of for to from in on".split())
_STARTS = frozenset(("start", "starting", "from", "since", "begin"))
_ENDS = frozenset(("end", "ending", "to", "until", "final", "through"))
_MOST_BEFORE = 2
_MOST_BEHIND = 4


@dataclass(slots=True)
class Description:
    """What stands before the noun and behind it, and the fields that found no place."""

    before: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    left: dict[str, JSON] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.before) + len(self.behind)

    @property
    def words(self) -> str:
        """All that stands behind: what begins with "with" in one list, clauses last."""
        plain = [one for one in self.behind if not one.startswith(("with ", "that "))]
        owned = [one.removeprefix("with ") for one in self.behind if one.startswith("with ")]
        clauses = [one for one in self.behind if one.startswith("that ")]
        return " ".join([*plain, *([f"with {join(owned)}"] if owned else []), *clauses])

    def around(self, noun: str) -> str:
        """The noun phrase with an article: "a joint account with a balance of 86.99 euros"."""
        return f"{with_article(' '.join([*self.before, noun]))} {self.words}".strip()


def describe_row(
    item: Mapping[str, JSON], noun: str, rng: random.Random, *, skip: str | None = None,
    fields: Mapping[str, Field] = MappingProxyType({}),
) -> Description:  # fmt: skip
    """What the fields of a thing called `noun` say around it; ids, names and dull fields say
    nothing. `skip` is the value that has been told already, `fields` the fields that are known."""
    found = Description()
    ends = _find_ends(item)
    if ends:
        first, last = (written(item[key], key) for key in ends)
        found.behind.append(f"from {first} to {last}")
    for key, value in item.items():
        if key in ends:
            continue
        told = written(value, key)
        if is_dull(key) or id_noun(key) is not None or (skip and told == skip.strip('"')):
            continue
        known = fields.get(key) or _field(key, value, noun)
        forms = _forms(known, value, told, noun, item) if told and known else []
        form = rng.choice(forms) if forms else ""
        if form.endswith("~") and len(found.before) < _MOST_BEFORE:
            # The state stands outermost: "a pending savings account".
            outer = split_identifier(key)[-1] in (*closing_words("states"), "year")
            place = 0 if outer else len(found.before)
            found.before.insert(place, form.removesuffix(" ~"))
        elif (
            form.startswith("~")
            and len(found.behind) < _MOST_BEHIND
            and form.split()[1] not in {one.split()[0] for one in found.behind} - {"with", "at"}
        ):
            found.behind.append(form.removeprefix("~ "))
        else:
            found.left[key] = value
    return found


def _forms(known: Field, value: JSON, told: str, noun: str, item: Mapping[str, JSON]) -> list[str]:
    words = set(known.meaning.words)
    if len(told.split()) > 6 or words & closing_words("takes"):
        return []
    if known.kind in _MEASURES and "duration" not in words:
        return []
    if words & _LINKS and known.kind not in ("date", "datetime", "time", "city", "airport"):
        return []
    amount = amount_of(known.name, value, item)
    forms = [
        form.replace("{money}", amount[0] if amount else told).replace("{v}", told)
        for form in forms_of(attribute_of(known, noun, value, told))
        if not _UNFIT.search(form) and ("{money}" not in form or amount)
    ]
    # What stands before the noun reads best, and there is little of it.
    before = [form for form in forms if form.endswith("~")]
    if known.kind in _BEHIND_ONLY:
        return [form for form in forms if form not in before]
    return before or forms


def _find_ends(item: Mapping[str, JSON]) -> tuple[str, ...]:
    """The names of a first and a last day, or of two times."""
    kinds = {key: _kind(value) for key, value in item.items()}
    for start, kind in kinds.items():
        words = set(split_identifier(start))
        for end in item if words & _STARTS and kind else ():
            if kinds[end] == kind and set(split_identifier(end)) & _ENDS:
                return start, end
    return ()


def _kind(value: JSON) -> str:
    for kind, pattern in (("date", r"\d{4}-\d\d-\d\d"), ("time", r"\d\d:\d\d")):
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return kind
    return ""


def _field(key: str, value: JSON, noun: str) -> Field | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    kind = (
        "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "string"
    )
    if _kind(str(value)[: len("2026-01-01")]) == "date":
        kind = "date" if _kind(value) else "datetime"
    return field_of(_SCHEMAS[kind], key, key, noun)
