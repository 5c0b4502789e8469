"""How the assistant tells the rows of a list: none, one, a few with what matters, or many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.nouns import noun_of
from digit_tc.language.transforms import NUMBER_WORDS
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import JSON
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.closing_words import Patterns, begin, closing_words, join
from digit_tc.writers.grammar.deed import listed_noun
from digit_tc.writers.grammar.describing import describe_row
from digit_tc.writers.grammar.narrowing import narrowing_of
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import (
    amount_of,
    clause_about,
    facts_of,
    is_adjective,
    is_dull,
    is_uuid,
    label,
    written,
)

_MOST_DETAILED = 5
_MOST_NAMED = 3
_MOST_SCALARS = 6
_MOST_FACTS = 5


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a result, and what stands beside them."""

    key: str
    """The field that holds them; empty for a list at the top."""
    rows: Sequence[JSON]
    beside: Mapping[str, JSON]


def listing_in(result: JSON, profile: SpokenTool, arguments: Mapping[str, JSON]) -> Listing | None:
    """The list that a result is about; None where it is about one thing."""
    if isinstance(result, list):
        return Listing("", result, {})
    if not isinstance(result, dict):
        return None
    large = [key for key, value in result.items() if isinstance(value, dict | list)]
    wrappers = [key for key in large if key.lower() in closing_words("wrappers")]
    for key in wrappers[:1] or (large if len(large) == 1 else []):
        if isinstance(result[key], dict):
            inner = listing_in(result[key], profile, arguments)
            outer = {name: value for name, value in result.items() if name not in large}
            return inner and Listing(inner.key, inner.rows, {**outer, **inner.beside})
    lists = {key: value for key, value in result.items() if isinstance(value, list)}
    if not lists:
        return None
    beside = {key: value for key, value in result.items() if key not in lists}
    of_rows = {key: rows for key, rows in lists.items() if any(isinstance(r, dict) for r in rows)}
    if profile_of(profile.tool).effect not in ("list", "search"):
        fresh = {key: value for key, value in beside.items() if arguments.get(key) != value}
        if facts_of(fresh) or (len(lists) > 1 and not of_rows):
            return None  # an order with its items is told as the order
    key = max(of_rows or lists, key=lambda name: len(lists[name]))
    return Listing(key, lists[key], beside)


def tell_listing(
    listing: Listing, profile: SpokenTool, arguments: Mapping[str, JSON], patterns: Patterns
) -> str:
    """One to three sentences about the rows of a listing."""
    rows, number = listing.rows, len(listing.rows)
    noun = listed_noun(listing.key, profile, number)
    things = _things(noun, profile, arguments, patterns, full=number == 0)
    count = NUMBER_WORDS[number] if number <= 10 and not patterns.terse else str(number)
    slots = {"n": count, "t": things, "are": "is" if number == 1 else "are"}
    if number == 0:
        return patterns.fill("list", "none", slots)
    nouns = (singular(split_identifier(noun)[-1]),) if split_identifier(noun) else ()
    items = [
        {**_shared(listing, arguments), **row} if isinstance(row, dict) else row for row in rows
    ]
    if number == 1:
        told = _tell_one(items[0], noun, nouns, arguments, slots, patterns)
    else:
        told = _tell_several(items, rows, nouns, arguments, slots, patterns)
    given = {plain_name(name) for name in arguments}
    fresh = {key: value for key, value in listing.beside.items() if plain_name(key) not in given}
    facts = [fact for fact in facts_of(fresh)[:2] if number > 1 or fact not in told.lower()]
    return f"{told} {tell_sentence(facts)}" if facts else told


def _things(
    noun: str, profile: SpokenTool, arguments: Mapping[str, JSON], patterns: Patterns, *, full: bool
) -> str:
    """The noun with what the listing was narrowed by; all of that where nothing was found."""
    narrowing = narrowing_of(profile, arguments)
    before = [word for word in narrowing.before if word.lower() not in noun.lower().split()]
    after = narrowing.after
    if not full:
        after = after[:2] if patterns.rng.random() < 0.6 and not patterns.terse else []
    return " ".join([*before[:2], noun, *after[:4]])


def _shared(listing: Listing, arguments: Mapping[str, JSON]) -> dict[str, JSON]:
    """The currency of all rows, where it stands beside them or was asked for."""
    for source in (listing.beside, arguments):
        if isinstance(source.get("currency"), str):
            return {"currency": source["currency"]}
    return {}


def _tell_one(
    row: JSON, noun: str, nouns: tuple[str, ...], arguments: Mapping[str, JSON],
    slots: Mapping[str, str], patterns: Patterns,
) -> str:  # fmt: skip
    name = _names([label(row, nouns)], nouns)[0]
    if name is not None and is_uuid(name.strip('"')):
        name = None
    given = {plain_name(key): value for key, value in arguments.items()}
    fresh = {}
    if isinstance(row, dict):
        fresh = {key: value for key, value in row.items() if given.get(plain_name(key)) != value}
    one = describe_row(fresh, noun, patterns.rng, skip=name)
    if len(one) >= max(1, len(one.left)):
        told = one.words if name and not one.before else one.around(noun)
        facts = facts_of(one.left)[:_MOST_FACTS]
        told = f"{name}, {told}" if name else told
        told = patterns.fill("list", "one", {**slots, "r": told})
        return f"{told} {tell_sentence(facts)}" if facts else told
    facts = facts_of(fresh, skip=name)[: 3 if patterns.terse else _MOST_FACTS]
    if name is None:
        if not facts:
            return patterns.fill("list", "bare", slots)
        return patterns.fill("list", "one", {**slots, "r": join(facts[:3])})
    form = "one" if patterns.rng.random() < 0.6 else "only"
    told = patterns.fill("list", form, {**slots, "r": name})
    return f"{told} {tell_sentence(facts)}" if facts else told


def _tell_several(
    items: Sequence[JSON], rows: Sequence[JSON], nouns: tuple[str, ...],
    arguments: Mapping[str, JSON], slots: Mapping[str, str], patterns: Patterns,
) -> str:  # fmt: skip
    names = _names([label(row, nouns) for row in rows], nouns)
    if any(name is None or is_uuid(name.strip('"')) for name in names):
        names = [None] * len(rows)
    keys = _telling_keys(items, nouns, arguments, names)[: 1 if patterns.terse else 2]
    many = len(rows) > (_MOST_DETAILED if isinstance(rows[0], dict) else _MOST_SCALARS)
    if names[0] is None:
        told = [", ".join(_details(row, keys)) for row in items]
        if not all(told):
            return patterns.fill("list", "bare", slots)
    elif many or not keys:
        told = [name for name in names if name]
        if keys and all(any(mark.isdigit() for mark in name) for name in told):
            pairs = zip(told, items, strict=False)
            told = [_with_details(name, _details(row, keys[:1])) for name, row in pairs]
    else:
        told = [
            _with_details(name or "", _details(row, keys))
            for name, row in zip(names, items, strict=True)
        ]
    distinct = list(dict.fromkeys(told))
    if many:
        if len(distinct) < _MOST_NAMED:
            return patterns.fill("list", "bare", slots)
        return patterns.fill("list", "several", {**slots, "r": join(distinct[:_MOST_NAMED])})
    if len(distinct) < len(told):
        return patterns.fill("list", "several", {**slots, "r": join(distinct)})
    return patterns.fill("list", "told", {**slots, "r": join(told)})


def _names(names: list[str | None], nouns: tuple[str, ...]) -> list[str | None]:
    """Names as people say them: plain words of which one says what it is take an article, as in
    "the back door and the side entrance"."""
    words = [name.split() if name else [] for name in names]
    plain = all(one and all(word.islower() for word in one) for one in words)
    common = any(len(one) > 1 and one[-1] in nouns for one in words)
    if not plain or not common or any(one[0] in ("the", "a", "an", "my", "your") for one in words):
        return names
    return [f"the {name}" for name in names]


def _with_details(name: str, details: Sequence[str]) -> str:
    return f"{name} ({', '.join(details)})" if details else name


def _telling_keys(
    items: Sequence[JSON], nouns: tuple[str, ...], arguments: Mapping[str, JSON],
    names: Sequence[str | None],
) -> list[str]:  # fmt: skip
    """The fields by which the rows are best told apart, best first."""
    rows = [row for row in items if isinstance(row, dict)]
    if len(rows) < len(items):
        return []
    doubled = len(set(names)) < len(names)
    scored: list[tuple[int, int, str]] = []
    for place, key in enumerate(rows[0]):
        told = [_compact(key, row.get(key), row) for row in rows]
        if any(one is None for one in told) or is_dull(key):
            continue
        known = id_noun(key)
        if known is not None and not (doubled and known in ("", *nouns) and names[0]):
            continue
        values = [written(row[key], key) for row in rows]
        if all(
            one is not None and one in str(name) for one, name in zip(values, names, strict=True)
        ):
            continue
        if arguments.get(key) == rows[0][key] and len(set(told)) == 1:
            continue
        score = 2 * (len(set(told)) > 1) + (amount_of(key, rows[0][key], rows[0]) is not None)
        score += split_identifier(key)[-1] in closing_words("states") or known is not None
        scored.append((-score, place, key))
    return [key for _score, _place, key in sorted(scored)]


def _details(row: JSON, keys: Sequence[str]) -> list[str]:
    if not isinstance(row, dict):
        return []
    return [told for key in keys if (told := _compact(key, row.get(key), row))]


def _compact(key: str, value: JSON, row: Mapping[str, JSON]) -> str | None:
    """One field in the fewest words that tell what it is: "45 euros", "rating 4.5", "open"."""
    if isinstance(value, dict | list) or value is None:
        return None
    words = split_identifier(key)
    if isinstance(value, bool):
        plain = words[-1:] == words or words[0] == "is"
        if plain and is_adjective(words[-1]):
            return words[-1] if value else f"not {words[-1]}"
        return None
    if clause_about(key, value, row) is None and id_noun(key) is None:
        return None
    told = written(value, key)
    if not told or len(told.split()) > 6:
        return None
    amount = amount_of(key, value, row)
    if amount is not None:
        told, named = amount
        if not named or named.split()[-1] in closing_words("amounts") or "price" in named:
            return told
        return f"{noun_of(named.replace(' ', '_'))} {told}"
    if id_noun(key) is not None or "@" in told:
        return told
    if words[-1] == "date" and words[0].endswith(("ed", "due", "paid", "sent")):
        return f"{words[0]} {told}"
    noun = noun_of(key)
    last = words[-1]
    if isinstance(value, int | float):
        head = noun.split()[-1]
        if head != singular(head) and len(noun.split()) <= 2:
            counted = " ".join([*noun.split()[:-1], singular(head)]) if value == 1 else noun
            return f"{told} {counted}"
        return f"{noun} {told}"
    if last in closing_words("value_first"):
        return f"{told} {noun}"
    return told if last in closing_words("self_evident") and len(words) == 1 else f"{noun} {told}"


def tell_sentence(facts: Sequence[str]) -> str:
    """Facts as one sentence, or as two where they are many."""
    if len(facts) > 3:
        return f"{tell_sentence(facts[:3])} {tell_sentence(facts[3:])}"
    text = join(facts)
    return f"{begin(text)}."
