"""Values in the places where a tool's description speaks of them: `check if a number is prime`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.words import singular
from digit_tc.semantics.clauses import Mention
from digit_tc.writers.grammar.phrasing import entity_noun
from digit_tc.writers.grammar.voice import Ask, Group

_DIRECT = frozenset(
    """
    city country region us_state date year datetime time person_name company ticker currency crypto
    email url team league pokemon movie book song address ip_address domain airport query month
    genre game sport product weekday wallet_address coordinates animal car_model name vin isbn phone
    cuisine job_title integer number quantity expression ingredients price percentage
    """.split()
)
_HEADS = {
    "city": "location city place area town destination",
    "country": "country nation",
    "country_code": "country",
    "region": "region area location",
    "us_state": "state",
    "date": "date day",
    "datetime": "time date moment",
    "year": "year season",
    "month": "month",
    "ticker": "stock company symbol instrument ticker security share equity asset",
    "crypto": "coin cryptocurrency crypto token symbol",
    "username": "user profile account username channel",
    "url": "url webpage website page image video link site file picture photo post",
    "domain": "domain website site",
    "person_name": "person name artist author actor player user customer employee patient",
    "query": "keyword query topic term phrase subject word hashtag question string",
    "ip_address": "address ip",
    "word": "word string phrase text",
    "message": "text sentence string message content paragraph article",
    "team": "team club",
    "pokemon": "pokemon",
    "currency": "currency",
    "movie": "movie film show",
    "book": "book",
    "song": "song track",
    "game": "game",
    "sport": "sport",
    "genre": "genre",
    "airport": "airport",
    "postal_code": "code zipcode pincode",
    "company": "company brand business organization",
    "product": "product item",
    "wallet_address": "address wallet contract",
    "language": "language",
    "address": "address location place",
    "email": "email address",
    "animal": "animal breed pet",
    "league": "league competition tournament",
    "phone": "number",
    "isbn": "number isbn book",
    "vin": "number vin vehicle car",
    "coordinates": "location coordinate point",
    "expression": "expression equation formula function",
    "ingredients": "ingredient",
    "integer": "number integer value",
    "number": "number value",
    "quantity": "number integer",
    "width": "number",
}
_HEAD_SETS = {kind: frozenset(heads.split()) for kind, heads in _HEADS.items()}
_NUMERIC = frozenset(("integer", "number", "quantity", "width"))
_LISTS = frozenset(("list", "array", "set", "sequence", "series", "collection", "dataset"))
_MAKING = frozenset(
    """
    create add make generate set post write send book schedule register save submit insert upload
    start open place build compose draft publish log record
    """.split()
)
_PAIR = re.compile(
    r"\b(?:two|2) (?:[\w-]+ ){0,2}?(?:numbers|integers|strings|words|texts|dates|values|cities|"
    r"locations|places|currencies|countries|teams|players|users|sentences|airports|symbols|stocks)\b"
)


def filled_by(
    mention: Mention, groups: Mapping[str, Group], used: set[str], verb: str
) -> str | None:
    """The path of the group whose value stands in a mention's place, or None."""
    words = [re.sub(r"[^a-z]", "", word) for word in mention.noun.lower().split()]
    head = singular(words[-1])
    for path, group in groups.items():
        if path in used or isinstance(group.leaves[0][1], bool):
            continue
        if _fits(mention, words, head, group, groups, verb):
            return path
    return None


def _fits(
    mention: Mention, words: list[str], head: str, group: Group, groups: Mapping[str, Group],
    verb: str,
) -> bool:  # fmt: skip
    field = group.field
    last = singular(field.noun.lower().split()[-1])
    if len(group.leaves) > 1:
        return (head in _LISTS or head == last) and (mention.vague or verb not in _MAKING)
    if field.kind == "identifier":
        entity = entity_noun(field).lower().split()
        fits = bool(entity) and singular(entity[-1]) in (head, *words)
        return fits and (bool(mention.preposition) or verb not in _MAKING)
    open_place = mention.vague or mention.article in ("a", "an")
    if not open_place and not (mention.preposition and mention.article == "the"):
        return False
    if not mention.preposition and verb in _MAKING:
        return False
    if field.kind in _NUMERIC and not field.name.lower().startswith(("num", "n", "val", "x")):
        return head == last and open_place
    if field.kind in _NUMERIC and head in _HEAD_SETS[field.kind]:
        return open_place and sum(g.field.kind in _NUMERIC for g in groups.values()) == 1
    if head in _HEAD_SETS.get(field.kind, frozenset()):
        return True
    return open_place and last == head


def goes_alone(group: Group) -> bool:
    """Whether a value says by itself what it is: `in Lisbon`, not `in the category music`."""
    value = group.leaves[0][1]
    if group.field.kind == "language":
        return isinstance(value, str) and len(value) > 3
    return group.field.kind in _DIRECT


def pair_in(
    text: str, groups: Mapping[str, Group], used: set[str]
) -> tuple[str, str, str, str] | None:
    """Words before, both paths and words behind where a text says `two numbers`."""
    found = _PAIR.search(text)
    if not found:
        return None
    free = [
        (path, group) for path, group in groups.items()
        if path not in used and len(group.leaves) == 1 and not group.said_before
        and not isinstance(group.leaves[0][1], bool)
    ]  # fmt: skip
    if len(free) < 2 or free[0][1].field.kind != free[1][1].field.kind:
        return None
    return text[: found.start()], free[0][0], free[1][0], text[found.end() :]


_SOURCE = frozenset(("from", "source", "base", "original", "input"))
_TARGET = frozenset(("to", "target", "dest", "destination", "output"))


def from_one_to_another(
    mention: Mention, following: str | Mention, groups: Mapping[str, Group], used: set[str]
) -> tuple[str, str, str] | None:
    """Paths of the amount (or ""), of what it is in and of what it goes to.

    For a clause such as `convert a value from one unit to another`.
    """
    if mention.preposition != "from" or mention.article != "one":
        return None
    if not isinstance(following, str) or not following.startswith("to another"):
        return None
    texts = {
        path: set(group.field.meaning.words)
        for path, group in groups.items()
        if path not in used and isinstance(group.leaves[0][1], str) and len(group.leaves) == 1
    }
    source = next((path for path, words in texts.items() if words & _SOURCE), None)
    target = next((path for path, words in texts.items() if words & _TARGET), None)
    if source is None or target is None or source == target:
        return None
    amounts = [
        path
        for path, group in groups.items()
        if path not in used and type(group.leaves[0][1]) in (int, float) and len(group.leaves) == 1
    ]
    return (amounts[0] if len(amounts) == 1 else "", source, target)


def points_to(mention: Mention, ask: Ask) -> tuple[str, str] | None:
    """Path and source of the parameter that an earlier result serves where a mention names it."""
    head = singular(mention.noun.lower().split()[-1])
    for path, source in ask.fed.items():
        field = ask.profile.fields.get(path)
        if field is None:
            continue
        said = (entity_noun(field) if field.kind == "identifier" else "") or field.noun
        if singular(said.lower().split()[-1]) == head:
            return path, source
        open_place = mention.vague or mention.article in ("a", "an")
        if head in _HEAD_SETS.get(field.kind, frozenset()) and open_place:
            return path, source
    return None
