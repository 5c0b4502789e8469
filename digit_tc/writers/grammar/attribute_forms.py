"""In which forms people tell a thing by one attribute: the table `referring.yaml`, read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from digit_tc.language.nouns import spelled, with_article
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import JSON
from digit_tc.records.paths import parse_path
from digit_tc.values.fields import Field


class Attribute(NamedTuple):
    """One field of a thing, with the value that is to be said of it."""

    field: Field
    """The field."""
    words: tuple[str, ...]
    """Words of its path, without those of the thing: `room_name` of a room is `name`."""
    noun: str
    """What the thing is called."""
    value: JSON
    """The value."""
    text: str
    """The value as it is written."""


class _Rule(NamedTuple):
    words: re.Pattern[str] | None
    kinds: frozenset[str]
    nouns: re.Pattern[str] | None
    values: str
    holds: str
    """What the value's own words hold: `noun` at their end, an `article` at their start."""
    number: str
    """`measured` for a number with a unit in its name, `counted` for a number of things."""
    alone: str
    """The kind of which a thing must have no second field."""
    forms: Mapping[str, tuple[str, ...]]
    """Under `forms`, or under `least` and `most`."""


def _rule(entry: dict[str, Any]) -> _Rule:
    words, nouns = entry.get("words"), entry.get("nouns")
    return _Rule(
        re.compile(words) if words else None,
        frozenset(entry.get("kinds", "").split("|")) - {""},
        re.compile(rf"(?:^|\b)(?:{nouns.strip()})$") if nouns else None,
        entry.get("values", ""),
        entry.get("holds", ""),
        next((word for word in ("measured", "counted") if entry.get(word)), ""),
        entry.get("alone", ""),
        {key: tuple(entry[key]) for key in ("forms", "least", "most") if key in entry},
    )


_TABLE = yaml.load(
    Path(__file__).with_name("referring.yaml").read_text("utf-8"), Loader=yaml.SafeLoader
)
_RULES = tuple(_rule(entry) for entry in _TABLE["rules"])
_EXTREMES = tuple(_rule(entry) for entry in _TABLE["extremes"])
_CURRENCIES = frozenset("eur usd gbp chf sek nok dkk pln czk jpy cny inr brl mxn aud cad".split())
"""Words at the end of a name that say what an amount is in, and that nobody says with it."""
_UNITS: dict[str, tuple[str, str]] = {word: tuple(two) for word, two in _TABLE["units"].items()}
_GROUPS = {"date": ("date", "datetime", "time")}
_VALUES = {
    "name": re.compile(r"[^\W\d_a-z][^_\n]{0,40}"),
    "place": re.compile(r"[^\W_a-z][^_\n]{0,40}"),
    "clock": re.compile(r"\d{1,2}:\d\d [AP]M(?: UTC)?"),
}
_ARTICLE = re.compile(r"(?:the|an?|my|our|your|his|her|their|two|three|four|some)\b", re.IGNORECASE)
_COUNTING = frozenset(("num", "number", "of", "count", "total", "qty", "quantity", "n"))
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def attribute_of(field: Field, noun: str, value: JSON, text: str) -> Attribute:
    """A field of a thing called `noun`, with its value and the words that say it."""
    *outer, _last = [step for step in parse_path(field.path) if isinstance(step, str)] or [""]
    words = [word for step in outer for word in split_identifier(step)]
    words += field.meaning.words
    for lead in (noun.lower().split(), noun.lower().split()[-1:]):
        if len(words) > len(lead) and words[: len(lead)] == lead:
            words = words[len(lead) :]
            break
    return Attribute(field, tuple(words), noun, value, text)


def forms_of(attribute: Attribute) -> tuple[str, ...]:
    """The forms that suit; none where nobody would say it. `~` is the thing, `{v}` the value."""
    return _forms(_RULES, attribute, "forms", ())


def superlatives_of(
    field: Field, noun: str, direction: str, others: Iterable[Field]
) -> tuple[str, ...]:
    """The forms for the thing that has the least or the most of a field; none where there is none.

    `others` are the other fields of the thing: with two prices there is no "cheapest".
    """
    others = tuple(others)
    if field.kind == "time" and any(other.kind in ("date", "datetime") for other in others):
        return ()  # The earliest in the day need not be the earliest.
    kinds = tuple(other.kind for other in others)
    return _forms(_EXTREMES, attribute_of(field, noun, None, ""), direction, kinds)


def has_article(text: str) -> bool:
    """Whether a value brings its own determiner: "a glass teapot", "the canteen"."""
    return bool(_ARTICLE.match(text))


def _forms(
    rules: Iterable[_Rule], attribute: Attribute, key: str, kinds: tuple[str, ...]
) -> tuple[str, ...]:
    for rule in rules:
        if not _applies(rule, attribute, kinds):
            continue
        if not rule.forms[key]:
            return ()
        filled = [_fill(form, attribute) for form in rule.forms[key]]
        if forms := tuple(form for form in filled if form):
            return forms
    return ()


def _applies(rule: _Rule, attribute: Attribute, kinds: tuple[str, ...]) -> bool:
    if rule.kinds and attribute.field.kind not in rule.kinds:
        return False
    if rule.words and not rule.words.search(" ".join(attribute.words)):
        return False
    if rule.nouns and not rule.nouns.search(attribute.noun.lower()):
        return False
    if rule.alone and set(_GROUPS.get(rule.alone, (rule.alone,))) & set(kinds):
        return False
    if rule.number == "measured" and not _unit(attribute.words):
        return False
    if rule.number == "counted" and not _counted(attribute.words):
        return False
    return _suits(rule, attribute) and _holds(rule, attribute)


def _suits(rule: _Rule, attribute: Attribute) -> bool:
    if not rule.values:
        return True
    if rule.values == "positive":
        value = attribute.value
        return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    if rule.values in _VALUES:
        return bool(_VALUES[rule.values].fullmatch(attribute.text))
    return bool(re.search(rule.values, attribute.text))


def _holds(rule: _Rule, attribute: Attribute) -> bool:
    with_an_article = has_article(attribute.text)
    if rule.holds == "article":
        return with_an_article
    if rule.holds == "noun":
        return not with_an_article and _ends_like(attribute.text, attribute.noun)
    if rule.holds == "short":
        return not with_an_article and len(attribute.text.split()) <= 3
    return True


def _ends_like(text: str, noun: str) -> bool:
    last, head = (words.lower().split()[-1:] for words in (text, noun))
    return bool(last and head) and singular(last[0]) == singular(head[0])


def _fill(form: str, attribute: Attribute) -> str:
    """The form with its words filled in but for the value and its money; empty if it does not suit.

    A value that ends with the noun takes its place: "the savings account", not "account account".
    """
    if form.startswith("{v} ~") and _ends_like(attribute.text, attribute.noun):
        form = "={v}"
    if '"' in form and '"' in attribute.text:
        return ""
    words = _words_for(attribute)
    for name in _PLACEHOLDER.findall(form):
        if name not in ("v", "money"):
            if not words.get(name):
                return ""
            form = form.replace(f"{{{name}}}", words[name])
    return re.sub(r"\ba (?=[aeio])", "an ", form)


def _words_for(attribute: Attribute) -> dict[str, str]:
    words = attribute.words
    unit, units = _unit(words) or _counted(words) or ("", "")
    if attribute.value == 1 and unit and units == plural(unit):
        units = unit
    measure = [word for word in words if word not in _UNITS and word not in _COUNTING
               and word not in ("percent", "percentage", "pct", "in")]  # fmt: skip
    return {
        "field": spelled(words[:-1] if words[-1:] and words[-1] in _CURRENCIES else words),
        "last": next((word for word in reversed(words) if word not in _CURRENCIES), ""),
        "unit": unit,
        "units": units,
        "measure": spelled(tuple(measure)) if measure else "",
        "due": "deadline" if "deadline" in words else "due date",
        "published": next((word for word in words if word in ("posted", "published")), "released"),
        "participle": next((word for word in words if word.endswith(("ed", "sent", "paid"))), ""),
        "inside": "in" if attribute.noun.endswith("account") else "on",
        "each": _each(words),
    }


def _unit(words: tuple[str, ...]) -> tuple[str, str] | None:
    return next((_UNITS[word] for word in reversed(words) if word in _UNITS), None)


def _counted(words: tuple[str, ...]) -> tuple[str, str] | None:
    """What a number counts: `file_count` and `num_files` count files, `stars` stars."""
    things = [word for word in words if word not in _COUNTING]
    if not things or not all(word.isalpha() and len(word) > 2 for word in things):
        return None
    if len(things) == len(words) and singular(things[-1]) == things[-1]:
        return None
    lead, one = things[:-1], singular(things[-1])
    return " ".join([*lead, one]), " ".join([*lead, plural(one)])


def _each(words: tuple[str, ...]) -> str:
    if "per" in words[:-1]:
        return with_article(words[-1])
    often = {"daily": "a day", "nightly": "a night", "hourly": "an hour"}
    return next((often.get(word, f"a {word[:-2]}") for word in words if word.endswith("ly")), "")
