"""One to three sentences that say what was found or done, and nothing that was not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.nouns import noun_of
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import JSON
from digit_tc.records.paths import MissingValueError, get
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.spoken_tool import SpokenTool, Template
from digit_tc.writers.grammar.telling import facts_of, is_uuid, label, written
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """One executed call, as far as the summary is concerned."""

    profile: SpokenTool
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
    """The sentences of an answer; what it quotes may be several, and is not taken apart."""
    found: list[str] = []
    for part in re.split(r"(?<=[.!])\s+(?=[A-Z\"])|(?<=[.!]\")\s+(?=[A-Z])", text.strip()):
        if found and found[-1].count('"') % 2:
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return found


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
    except MissingValueError:
        return None
    if counted:
        return str(len(value)) if isinstance(value, list) and len(value) > 1 else None
    return written(value)


# --- answers out of the shape of the result -------------------------------------------------------


def _generic(outcome: Outcome, voice: Voice) -> str:
    result = dict(outcome.result)
    lists = {k: v for k, v in result.items() if isinstance(v, list) and v}
    if not any(isinstance(item, dict) for items in lists.values() for item in items) and facts_of(
        {k: v for k, v in result.items() if not isinstance(v, list)}
    ):
        lists = {}  # a pet with its photos is told as the pet
    effect = profile_of(outcome.profile.tool).effect
    if effect in READING_EFFECTS and lists:
        name, items = max(lists.items(), key=lambda pair: len(pair[1]))
        return _told_list(name, items, outcome, voice)
    if effect in READING_EFFECTS:
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
    labels = list(dict.fromkeys(name for name in map(label, items) if name))
    count = _NUMBER_WORDS[number] if number <= 10 else str(number)
    lead = voice.rng.choice(
        (f"I found {count} {noun}", f"There {'are' if number != 1 else 'is'} {count} {noun}",
         f"Here {'are' if number != 1 else 'is'} {count} {noun}", f"The search gave {count} {noun}",
         f"I came up with {count} {noun}")
    )  # fmt: skip
    if not labels:
        return f"{lead}."
    if is_uuid(labels[0]):
        first = facts_of(items[0]) if isinstance(items[0], dict) else []
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


def _detail(item: JSON) -> str | None:
    """What else is known of the first of a list."""
    if not isinstance(item, dict):
        return None
    name = label(item)
    facts = facts_of(item, skip=name)
    if not name or not facts:
        return None
    return f"For {name}, {_and(facts[:2])}."


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
    facts = facts_of(fresh) or facts_of(flat)
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
    "act": ("Done", "That's taken care of", "All done"),
}


def _told_change(result: Mapping[str, JSON], outcome: Outcome, effect: str, voice: Voice) -> str:
    lead = voice.rng.choice(_DONE.get(effect, _DONE["act"]))
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
    facts = facts_of({key: value for key, value in fresh.items() if key != "outcome"})
    parts = [f"the {noun} is {told}" for noun, told in ids[:1]] + facts[:2]
    if "outcome" in result and outcome.profile.tool.returns_origin == "inferred":
        parts = []  # what was asked for is done; the rest of the thing is as it was
    status = result.get("status")
    dull = isinstance(status, str) and profile_of(outcome.profile.tool).ends
    if isinstance(status, str) and not parts and not dull and (told := written(status)):
        parts = [f"the status is {told}"]
    return f"{lead}: {_and(parts)}." if parts else f"{lead}."
