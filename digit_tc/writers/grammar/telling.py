"""Single facts of a result as the assistant tells them: `the distance is 0.9 km`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.nouns import noun_of, readable, with_article
from digit_tc.language.transforms import label_of, write
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import JSON
from digit_tc.writers.grammar.closing_words import closing_words, join, unit_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)?")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_NAMES = ("name", "title", "full_name", "headline", "label", "subject", "text", "question", "word",
          "description", "summary", "symbol")  # fmt: skip
_TITLES = frozenset(("title", "headline", "subject", "text", "question"))
_SEVERAL = re.compile(r"[.!?…]\s")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-.{22}")
_VERBATIM = re.compile(r"(?:^|_)(?:user_?name|handle|author|id|login|slug|key|file_?name|path)$")
_SAYINGS = frozenset(("result", "message", "outcome", "response"))
_CLAUSE = re.compile(r"the [a-z ]+ (?:is|was|were|are|has been|have been) [a-z ]+[.!]?$")
"""A field that says what happened in a clause of its own: "the reminder was sent"."""
_DONE_AT = frozenset(
    "created updated modified published deleted sent released ordered paid posted".split()
)
_LINKS = frozenset("in at on by for of to from with".split())
_MOST_ITEMS = 5


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
        told = [item for item in items if item]
        return join(told) if told and len(told) == len(items) else None
    if not isinstance(value, str) or not value or len(value) > 160 or "?" in value:
        return None
    moment = _MOMENT.fullmatch(value)
    try:
        if _CLOCK.fullmatch(value):
            return write("time_12h", value)
        if _CLOCK.fullmatch(value.removesuffix(":00Z")):
            return write("time_12h_utc", value)
        if _DATE.fullmatch(value):
            return write("date_long", value)
        if moment:
            return f"{write('date_long', moment[1])} at {write('time_12h', moment[2])}"
    except ValueError:  # an example such as 2026-02-30
        return value
    if _VERBATIM.search(plain_name(key)):
        return value
    if re.fullmatch(r"[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+", value):
        return label_of(value)
    return value


def quoted(text: str) -> str:
    """A text between quotation marks, without the full stop that it ends with."""
    text = text.strip().rstrip(".!")
    return f"“{text}”" if '"' in text else f'"{text}"'


def is_uuid(text: str) -> bool:
    """Whether a label is one of those ids that nobody wants to hear more than once."""
    return bool(_UUID.fullmatch(text)) or (len(text) > 24 and " " not in text)


def is_readable_id(text: str) -> bool:
    """Whether an id can be told: `in_transit` is a program's word where it is none."""
    return "_" not in text or any(mark.isdigit() for mark in text)


def name_key(item: Mapping[str, JSON], nouns: tuple[str, ...] = ()) -> str | None:
    """The field that holds what a thing is called: of a `door` rather `door_name` than
    `room_name`; None where it has no name."""
    own = own_name_key(item, nouns) if nouns else None
    return own or _any_name_key(item)


def own_name_key(item: Mapping[str, JSON], nouns: tuple[str, ...]) -> str | None:
    """As `name_key`, but not the name of anything else: no `guest_name` of a room."""
    for wanted in _NAMES:
        fit = [wanted, *(f"{noun}_{wanted}" for noun in nouns)]
        for key, value in item.items():
            if plain_name(key) in fit and isinstance(value, str) and written(value, key):
                return key
    return None


def _any_name_key(item: Mapping[str, JSON]) -> str | None:
    for wanted in _NAMES:
        for key, value in item.items():
            plain = plain_name(key)
            named = plain == wanted or plain.endswith(f"_{wanted}")
            if named and isinstance(value, str) and written(value, key):
                return key
    return None


def label(item: JSON, nouns: tuple[str, ...] = ()) -> str | None:
    """What an item of a list is called, or its id; None where it has neither.

    `nouns` are what the list is of; titles and texts come with quotation marks.
    """
    if not isinstance(item, dict):
        return written(item)
    parts = [item.get("first_name"), item.get("last_name")]
    if all(isinstance(part, str) and part for part in parts):
        return " ".join(map(str, parts))
    key = name_key(item, nouns)
    if key is not None:
        told = str(written(item[key], key)).rstrip(".!")
        title = not _TITLES.isdisjoint(split_identifier(key)) or _SEVERAL.search(told)
        return quoted(told) if title else told
    for own, value in item.items():
        identity = written(value, own) if id_noun(own) in ("", *nouns) else None
        if identity and is_readable_id(identity):
            return identity if isinstance(value, str) else f"number {identity}"
    return None


def facts_of(item: Mapping[str, JSON], *, skip: str | None = None) -> list[str]:
    """The plain fields of an object as clauses, without ids and what is dull."""
    facts = []
    for key, value in item.items():
        if is_dull(key) or id_noun(key) is not None:
            continue
        told = written(value, key)
        if told is not None and skip and told.rstrip(".!") == skip.strip('"'):
            continue
        fact = clause_about(key, value, item)
        if fact and fact not in facts:
            facts.append(fact)
    if len(facts) > 1:  # beside "it is available", `result: available` says nothing more
        facts = [one for one in facts if not re.fullmatch(r"the answer is \w+", one)] or facts
    return facts


def is_dull(key: str) -> bool:
    """Whether a field is one that nobody asks for: paging, links, the time of the answer."""
    return plain_name(key) in closing_words("dull")


def clause_about(key: str, value: JSON, item: Mapping[str, JSON]) -> str | None:
    """One field as a clause: "the size is 84 KB"; None where its name makes no sense in words."""
    words = split_identifier(key)
    if isinstance(value, bool):
        return _truth(words, value)
    if isinstance(value, dict):
        inner = label(value, words[-1:])
        return f"the {noun_of(key)} is {inner}" if inner and _sayable(words) else None
    if isinstance(value, list):
        return _several(key, value)
    told = written(value, key)
    if not told:
        return None
    if isinstance(value, int | float):
        return _figure(key, words, value, told, item)
    noun = re.sub(r"^check (in|out)\b", r"check-\1", noun_of(key))
    if words[-1] in _DONE_AT and _DATE.match(str(value)):
        return f"it was {words[-1]} on {told}"
    if words[-1] == "at" and words[:1] and words[0] in _DONE_AT and _DATE.match(str(value)):
        return f"it was {words[0]} on {told}"
    if noun in _SAYINGS and _CLAUSE.match(told):
        return told.rstrip(".!")
    if noun == "result":
        return f"the answer is {told}"
    if not _sayable(words):
        return None
    if words[-1] in _LINKS and not noun.startswith("check-"):
        return f"it is {' '.join(words)} {told}" if words[0].endswith("ed") else None
    most = 2 if words[-1] in closing_words("texts") else 6
    sentence = " " in told and told.endswith((".", "!"))
    if len(told.split()) > most or sentence or _SEVERAL.search(told):
        return f"the {noun} says {quoted(told)}"
    return f"the {noun} {'are' if _is_plural(noun) else 'is'} {told}"


def amount_of(key: str, value: JSON, item: Mapping[str, JSON]) -> tuple[str, str] | None:
    """A number with its unit, and the words of its name before the unit: `size_kb: 84` →
    ("84 KB", "size"); None where neither name nor currency tells a unit."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    words = split_identifier(key)
    told = write("number", value)
    for length in (2, 1):
        unit = unit_of(" ".join(words[-length:]))
        if unit and (len(words) > length or len(words[-1]) > 2):
            gap = "" if unit[0].startswith("°") else " "
            named = words[:-length]
            named = named[:-1] if named[-1:] and named[-1] in _LINKS else named  # size_in_kb
            return f"{told}{gap}{unit[0] if value == 1 else unit[1]}", " ".join(named)
    currency = item.get("currency")
    if isinstance(currency, str) and (
        _kind(key, "number") == "price" or words[-1] in closing_words("amounts")
    ):
        return f"{told} {currency}", " ".join(words)
    return None


def _figure(
    key: str, words: tuple[str, ...], value: float, told: str, item: Mapping[str, JSON]
) -> str | None:
    measured = amount_of(key, value, item)
    if measured is not None:
        return _measured(*measured)
    noun = noun_of(key)
    if key.isupper() and key.isalpha() and len(key) > 3:
        return f"{told} {key.lower()}"
    if noun == "result":
        return f"the answer is {told}"
    if not _sayable(words):
        return None
    counted = noun.split()[:-1]
    if words[-1] in ("left", "remaining") and counted and _is_plural(" ".join(counted)):
        one = " ".join([*counted[:-1], singular(counted[-1]), words[-1]])
        return f"there is {told} {one}" if value == 1 else f"there are {told} {noun}"
    first = noun.split(maxsplit=1)[0]
    if first != singular(first) and len(noun.split()) > 1 and first.islower():
        one = f"{singular(first)} {noun.split(maxsplit=1)[1]}"  # days left, minutes to centre
        return f"there is {told} {one}" if value == 1 else f"there are {told} {noun}"
    if _is_plural(noun) and len(noun.split()) <= 2 and noun.islower():
        one = " ".join([*noun.split()[:-1], singular(noun.split()[-1])])
        return f"there is {told} {one}" if value == 1 else f"there are {told} {noun}"
    return f"the {noun} {'are' if _is_plural(noun) else 'is'} {told}"


def _measured(amount: str, words: str) -> str | None:
    if not words:
        return f"it comes to {amount}"
    noun = noun_of(words.replace(" ", "_"))
    last = words.rsplit(maxsplit=1)[-1]
    timed = any(singular(word) in closing_words("times") for word in amount.split())
    if words in closing_words("costs"):
        return f"it costs {amount}"
    if words == "valid" and timed:
        return f"it is valid for {amount}"
    if timed and is_adjective(words):
        number, _, unit = amount.partition(" ")
        return f"there {'is' if number == '1' else 'are'} {number} {words} {unit}"
    if last.endswith("ed") and len(words.split()) == 1:
        return f"the {noun} {'time' if timed else 'value'} is {amount}"
    if not _sayable(tuple(words.split())):
        return None
    if timed and last in closing_words("takes"):
        return f"the {noun} takes {amount}"
    if timed and last in closing_words("lasts"):
        return f"the {noun} lasts {amount}"
    return f"the {noun} {'are' if _is_plural(noun) else 'is'} {amount}"


def _truth(words: tuple[str, ...], value: bool) -> str | None:
    """A yes or no by the words of its field: "it is available", "it has no parking"."""
    if words == ("exists",):
        return "it exists" if value else "it does not exist"
    verb = words[0] if words[0] in ("is", "has") else ""
    rest = words[1:] if verb else words
    if not rest or not _sayable(rest) or "_".join(rest) in closing_words("dull"):
        return None
    no = "" if value else "not "
    if verb == "has":
        noun = noun_of("_".join(rest))
        bare = rest[0] in closing_words("bare_nouns") or _is_plural(noun)
        thing = noun if bare else with_article(noun)
        return f"it has {thing if value else f'no {noun}'}" if len(rest) == 1 else None
    said = " ".join(rest)
    if verb == "is" and len(rest) <= 2 and is_adjective(rest[-1]):
        return f"it is {no}{said}"
    if "_".join(rest) in closing_words("adjectives") or (len(rest) == 1 and is_adjective(rest[0])):
        return f"it is {no}{said}"
    if len(rest) == 2 and is_adjective(rest[1]) and not is_adjective(rest[0]):
        bare = rest[0] in closing_words("bare_nouns") or _is_plural(rest[0])
        are = "are" if _is_plural(rest[0]) else "is"
        return f"{'' if bare else 'the '}{noun_of(rest[0])} {are} {no}{rest[1]}"
    return None


def is_adjective(word: str) -> bool:
    """Whether a word can stand behind "is": `available`, `included`."""
    if word in closing_words("no_adjective"):
        return False
    ends = word.endswith(("able", "ible")) and len(word) > 5
    return ends or (word.endswith("ed") and len(word) > 4) or word in closing_words("adjectives")


def _several(key: str, items: list[JSON]) -> str | None:
    words = split_identifier(key)
    noun = noun_of(key)
    if not items or not _sayable(words) or (noun.split()[-1].isupper() and len(words) > 1):
        return None
    head = noun.split()[-1]
    if not noun.endswith("IDs") and singular(head) == head:
        noun = " ".join([*noun.split()[:-1], plural(head)])
    told = [label(item, (singular(words[-1]),)) for item in items]
    shown = list(dict.fromkeys(one for one in told if one))
    if len(shown) == len(items) == 1:
        head = noun.split()[-1]
        return f"the {' '.join([*noun.split()[:-1], singular(head)])} is {shown[0]}"
    if len(shown) == len(items) <= _MOST_ITEMS:
        return f"the {noun} are {join(shown)}"
    return f"there are {len(items)} {noun}" if len(items) > 1 else None


def _sayable(words: tuple[str, ...]) -> bool:
    """Whether a field's name can be read aloud; single letters and cut words cannot."""
    if words in (("keep",), ("warn",), ("stay",), ("wait",)):
        return False
    return readable(words) and not any(len(word) == 1 and word.isalpha() for word in words)


def _is_plural(noun: str) -> bool:
    """Whether a noun phrase is in the plural; "number of tickets" is not."""
    last = noun.partition(" of ")[0].split()[-1]
    return last != singular(last)


@lru_cache(maxsize=20_000)
def _kind(key: str, json_type: str) -> str:
    return meaning_of(key, {"type": json_type}).kind
