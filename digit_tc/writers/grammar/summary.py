"""One to three sentences that say what was found or done, and nothing that was not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.language.effects import effect_of
from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.nouns import noun_of
from digit_tc.language.transforms import label_of, write
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import JSON
from digit_tc.writers.grammar.paths import get
from digit_tc.writers.grammar.profile import Template, ToolProfile
from digit_tc.writers.grammar.voice import Voice

_MOST_SENTENCES = 3
_NUMBER_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00)?Z?")
_NAMES = ("name", "title", "full_name", "headline", "label", "subject", "text", "question", "word",
          "description", "summary", "symbol", "id")  # fmt: skip
_DULL = frozenset(
    """
    success ok status message code page limit offset total count currency unit units language type
    url link format error errors created updated created_at updated_at modified
    """.split()
)
_SEVERAL = re.compile(r"[.!?…]\s")
"""A value of several sentences would make too many of the summary."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-.{22}")
_VERBATIM = re.compile(r"(?:^|_)(?:user_?name|handle|author|id|login|slug|key|file_?name|path)$")
_UNITS = {
    "km": "km", "kb": "KB", "mb": "MB", "gb": "GB", "cm": "cm", "kg": "kg", "mm": "mm",
    "mi": "miles",
    "miles": "miles", "minutes": "minutes", "min": "minutes", "seconds": "seconds",
    "sec": "seconds",
    "hours": "hours", "days": "days", "years": "years", "months": "months", "weeks": "weeks",
    "percent": "percent", "pct": "percent", "c": "°C", "f": "°F", "kmh": "km/h", "mph": "mph",
    "ms": "ms", "meters": "meters", "kcal": "kcal", "grams": "grams",
}  # fmt: skip
_DONE_AT = frozenset(
    "created updated modified published deleted sent released ordered paid".split()
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One executed call, as far as the summary is concerned."""

    profile: ToolProfile
    arguments: Mapping[str, JSON]
    result: Mapping[str, JSON]
    hidden: bool


def summarise(outcomes: Sequence[Outcome], voice: Voice) -> str:
    """Tell the results of the calls that were asked for, in their order."""
    told = [one for one in outcomes if not one.hidden] or list(outcomes)
    sentences: list[str] = []
    for outcome in told[:_MOST_SENTENCES]:
        room = (
            _MOST_SENTENCES
            - len(sentences)
            - (len(told[:_MOST_SENTENCES]) - told.index(outcome) - 1)
        )
        answer = _answer(outcome, voice) or _generic(outcome, voice)
        parts = _sentences(answer)
        sentences.extend(parts[: max(1, room)])
    return " ".join(sentences[:_MOST_SENTENCES])


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!])\s+(?=[A-Z\"])", text.strip()) if part]


# --- answers that the tool's owner wrote ----------------------------------------------------------


def _answer(outcome: Outcome, voice: Voice) -> str | None:
    templates = list(outcome.profile.answers)
    voice.rng.shuffle(templates)
    for template in templates:
        filled = _filled(template, outcome)
        if filled is not None:
            return filled
    return None


def _filled(template: Template, outcome: Outcome) -> str | None:
    text = ""
    for words, slot in zip(template.words, (*template.slots, ""), strict=True):
        text += words
        if not slot:
            continue
        value = _slot_value(slot, outcome)
        if value is None:
            return None
        text += value
    return text


def _slot_value(slot: str, outcome: Outcome) -> str | None:
    counted = re.fullmatch(r"count\((.+)\)", slot)
    path = counted[1] if counted else slot
    source: Mapping[str, JSON] = outcome.result
    if path.startswith("args."):
        path, source = path[len("args.") :], outcome.arguments
    try:
        value = get(source, path)
    except LookupError:
        return None
    if counted:
        return str(len(value)) if isinstance(value, list) and len(value) > 1 else None
    return written(value)


def written(value: JSON, key: str = "") -> str | None:
    """A result's value as the assistant writes it; None for what does not go into a sentence.

    `key` is the name of its field: names that people choose keep their spelling.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return write("number", value)
    if isinstance(value, list):
        items = [written(item) for item in value]
        if not items or any(item is None for item in items):
            return None
        told = [item for item in items if item]
        return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    if not isinstance(value, str) or not value or len(value) > 160 or "?" in value:
        return None
    if _DATE.fullmatch(value):
        try:
            return write("date_long", value)
        except ValueError:
            return value
    moment = _MOMENT.fullmatch(value)
    if moment:
        return f"{write('date_long', moment[1])} at {moment[2]}"
    if _VERBATIM.search(plain_name(key)):
        return value
    if re.fullmatch(r"[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+", value):
        return label_of(value)
    return value


# --- answers out of the shape of the result -------------------------------------------------------


def _generic(outcome: Outcome, voice: Voice) -> str:
    result = dict(outcome.result)
    lists = {k: v for k, v in result.items() if isinstance(v, list) and v}
    effect = effect_of(outcome.profile.tool)
    if effect == "read" and lists:
        name, items = max(lists.items(), key=lambda pair: len(pair[1]))
        return _told_list(name, items, outcome, voice)
    if effect == "read":
        return _told_object(result, outcome, voice)
    return _told_change(result, outcome, effect, voice)


def _thing(outcome: Outcome) -> str:
    words = split_identifier(outcome.profile.noun) or ("result",)
    return " ".join(words)


def _told_list(name: str, items: Sequence[JSON], outcome: Outcome, voice: Voice) -> str:
    noun = noun_of(name)
    if noun in (
        "data",
        "results",
        "items",
        "result",
        "list",
        "records",
        "response",
        "value",
        "hits",
    ):
        noun = plural(singular(_thing(outcome)))
    number = len(items)
    noun = " ".join([*noun.split()[:-1], (plural if number != 1 else singular)(noun.split()[-1])])
    labels = list(dict.fromkeys(label for label in (_label(item) for item in items) if label))
    count = _NUMBER_WORDS[number] if number <= 10 else str(number)
    lead = voice.rng.choice(
        (f"I found {count} {noun}", f"There {'are' if number != 1 else 'is'} {count} {noun}",
         f"Here {'are' if number != 1 else 'is'} {count} {noun}", f"The search gave {count} {noun}",
         f"I came up with {count} {noun}")
    )  # fmt: skip
    if not labels:
        return f"{lead}."
    if _UUID.fullmatch(labels[0]):
        first = _facts(items[0]) if isinstance(items[0], dict) else []
        more = f" For the first one, {_and(first[:2])}." if first else ""
        return f"{lead}, starting with {labels[0]}.{more}"
    shown = labels[:4]
    listing = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
    whole = len(labels) == number
    text = f"{lead}: {listing}." if whole else f"{lead}, among them {listing}."
    detail = _detail(items[0])
    if detail and voice.rng.random() < 0.7:
        text += f" {detail}"
    return text


def _label(item: JSON) -> str | None:
    if not isinstance(item, dict):
        return written(item)
    for wanted in _NAMES:
        for key, value in item.items():
            if (
                plain_name(key) == wanted or plain_name(key).endswith(f"_{wanted}")
            ) and not isinstance(value, dict | list):
                label = written(value, key)
                if label and not _SEVERAL.search(label):
                    return label.rstrip(".!")
    for value in item.values():
        if isinstance(value, str) and written(value):
            return str(written(value)).rstrip(".!")
    return None


def _detail(item: JSON) -> str | None:
    """What else is known of the first of a list."""
    if not isinstance(item, dict):
        return None
    label = _label(item)
    facts = _facts(item, skip=label)
    if not label or not facts:
        return None
    return f"For {label}, {_and(facts[:2])}."


def _facts(item: Mapping[str, JSON], *, skip: str | None = None) -> list[str]:
    facts = []
    for key, value in item.items():
        if isinstance(value, dict | list) or plain_name(key) in _DULL:
            continue
        told = written(value, key)
        if (
            not told
            or _SEVERAL.search(told)
            or told.rstrip(".!") == skip
            or id_noun(key) is not None
        ):
            continue
        facts.append(_fact(key, value, told, item))
    return facts


def _fact(key: str, value: JSON, told: str, item: Mapping[str, JSON]) -> str:
    words = split_identifier(key)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    noun = noun_of(key)
    if numeric and words[-1] in _UNITS and len(words) > 1:
        noun = noun_of("_".join(words[:-1]))
        unit = _UNITS[words[-1]]
        return f"the {noun} is {told}{'' if unit.startswith('°') else ' '}{unit}"
    if numeric and key.isupper() and key.isalpha() and len(key) > 3:
        return f"{told} {key.lower()}"
    if words[-1] in _DONE_AT and isinstance(value, str) and _DATE.match(value):
        return f"it was {words[-1]} on {told}"
    if noun == "result":
        return f"the answer is {told}"
    if _kind(key, _json_type(value)) == "price" and isinstance(item.get("currency"), str):
        told = f"{told} {item['currency']}"
    many = noun.split()[-1] != singular(noun.split()[-1])
    if numeric and many and len(noun.split()) <= 2 and noun.islower():
        one = value == 1
        counted = f"{told} {singular(noun) if one else noun}"
        return f"there {'is' if one else 'are'} {counted}"
    if len(told.split()) > 6 or told.endswith((".", "!")):
        return f'the {noun} says "{told.rstrip(".!")}"'
    return f"the {noun} {'are' if many else 'is'} {told}"


@lru_cache(maxsize=20_000)
def _kind(key: str, json_type: str) -> str:
    return meaning_of(key, {"type": json_type}).kind


def _json_type(value: JSON) -> str:
    return "number" if isinstance(value, int | float) else "string"


def _and(facts: Sequence[str]) -> str:
    return facts[0] if len(facts) == 1 else f"{', '.join(facts[:-1])} and {facts[-1]}"


_LEADS = (
    "Here is what I found: ", "I looked it up: ", "Got it: ", "", "", "",
    "According to the records, ",
    "I checked, and ", "Here you go: ", "It turns out that ",
)  # fmt: skip


def _told_object(result: Mapping[str, JSON], outcome: Outcome, voice: Voice) -> str:
    flat: dict[str, JSON] = {}
    for key, value in result.items():
        if isinstance(value, dict):
            flat.update({inner: told for inner, told in value.items() if inner not in flat})
        else:
            flat[key] = value
    given = {plain_name(name) for name in outcome.arguments}
    fresh = {key: value for key, value in flat.items() if plain_name(key) not in given}
    facts = _facts(fresh) or _facts(flat)
    if facts:
        lead = voice.rng.choice(_LEADS)
        text = _and(facts[:3])
        return f"{lead}{text}." if lead else f"{text[0].upper()}{text[1:]}."
    truths = [(noun_of(key), value) for key, value in flat.items() if isinstance(value, bool)]
    if truths:
        noun, value = truths[0]
        return f"The check is done, and the answer for {noun} is {'yes' if value else 'no'}."
    ids = [
        (noun_of(k), written(v)) for k, v in flat.items() if id_noun(k) is not None and written(v)
    ]
    if ids:
        return f"Here it is: the {ids[0][0]} is {ids[0][1]}."
    return "That worked, and there is nothing more to report."


_DONE = {
    "create": ("All set", "That's done", "Done", "Everything is in place"),
    "update": ("That's been changed", "Updated", "The change is saved", "Done"),
    "delete": ("It's been removed", "That's gone now", "Done, it has been removed"),
    "other": ("Done", "That's taken care of", "All done"),
}


def _told_change(result: Mapping[str, JSON], outcome: Outcome, effect: str, voice: Voice) -> str:
    lead = voice.rng.choice(_DONE.get(effect, _DONE["other"]))
    ids = [
        (noun_of(key), told)
        for key, value in result.items()
        if id_noun(key) is not None
        and not isinstance(value, dict | list)
        and (told := written(value, key))
        and value not in outcome.arguments.values()
    ]
    given = {plain_name(name) for name in outcome.arguments}
    fresh = {key: value for key, value in result.items() if plain_name(key) not in given}
    facts = _facts(fresh)
    parts = [f"the {noun} is {told}" for noun, told in ids[:1]] + facts[:2]
    status = result.get("status")
    dull = isinstance(status, str) and effect == "delete"
    if isinstance(status, str) and not parts and not dull and (told := written(status)):
        parts = [f"the status is {told}"]
    return f"{lead}: {_and(parts)}." if parts else f"{lead}."
