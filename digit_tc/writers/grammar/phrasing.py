"""How people attach a value to a request: `in Lisbon`, `for two guests`, `titled "Notes"`.

An attachment is a pattern in which `{v}` stands for the value as written and `{n}` for the noun of
the field; the first whose condition on the field's words holds is taken. There are two positions:
right behind the goal (`ATTACHED`) and as a sentence of its own (`stated`).
"""

from __future__ import annotations

import random
import re
from functools import lru_cache

from digit_tc.language.kinds import described_entity
from digit_tc.language.nouns import spelled, with_article
from digit_tc.language.words import plural, singular
from digit_tc.records import JSON
from digit_tc.values.fields import Field

# kind → (pattern over the field's words, attachment); "" fits always. Several attachments are
# separated by "|". A leading "with:" puts the phrase into the list "with a, b and c".
_ATTACHED: dict[str, tuple[tuple[str, str], ...]] = {
    "city": (
        (r"\b(origin|from|departure|start|pickup|source|current)\b", "from {v}|starting in {v}"),
        (r"\b(destination|to|arrival|dropoff|end|target)\b", "to {v}"),
        (r"\b\d$", "with:{v} as the {n}"),
        ("", "in {v}|for {v}"),
    ),
    "country": ((r"\b(origin|from)\b", "from {v}"), ("", "in {v}|for {v}")),
    "country_code": (("", "with:{v} as the country code"),),
    "region": (("", "in {v}|for {v}"),),
    "us_state": (("", "in {v}"),),
    "address": ((r"\b(to|destination|shipping|delivery)\b", "to {v}"), ("", "at {v}")),
    "airport": (
        (r"\b(origin|from|departure|dep)\b", "from {v}"),
        (r"\b(destination|to|arrival|arr)\b", "to {v}"),
        ("", "for {v}"),
    ),
    "coordinates": (("", "around {v}"),),
    "latitude": ((r"\b(min|max|sw|ne|nw|se|start|end|origin|dest\w*|from|to)\b",
    "with:{a} of {v}"), ("", "at latitude {v}")),
    "longitude": ((r"\b(min|max|sw|ne|nw|se|start|end|origin|dest\w*|from|to)\b",
    "with:{a} of {v}"), ("", "at longitude {v}")),
    "postal_code": (("", "with:the ZIP code {v}|in the {v} area"),),
    "date": (
        (r"\bcheck ?in\b", "checking in on {v}|from {v}"),
        (r"\bcheck ?out\b", "checking out on {v}|until {v}"),
        (r"\b(birth|dob|birthday|birthdate)\b", "with:{v} as the date of birth"),
        (r"\b(due|deadline)\b", "due on {v}|by {v}"),
        (r"\b(return)\b", "returning on {v}|coming back on {v}"),
        (r"\b(departure|depart)\b", "leaving on {v}|on {v}"),
        (r"\b(start|from|since|begin|after|min)\b", "from {v}|starting {v}"),
        (r"\b(end|to|until|before|max|through)\b", "to {v}|until {v}"),
        ("", "on {v}|for {v}"),
    ),
    "datetime": (
        (r"\b(start|from|begin|starts)\b", "starting {v}|from {v}"),
        (r"\b(end|to|until|ends)\b", "until {v}|ending {v}"),
        (r"\b(after|since|min)\b", "after {v}"),
        (r"\b(before|max)\b", "before {v}"),
        ("", "on {v}|for {v}"),
    ),
    "time": (
        (r"\b(start|from|begin|open)\b", "from {v}|starting at {v}"),
        (r"\b(end|to|until|close)\b", "until {v}|to {v}"),
        ("", "at {v}"),
    ),
    "year": ((r"\b(min|from|start)\b", "from {v}"), (r"\b(max|to|end)\b", "to {v}"), ("",
    "for {v}|from {v}")),
    "month": (("", "for {v}|with:{v} as the month"),),
    "weekday": (("", "on {v}|for {v}"),),
    "query": (("", "for {q}|about {v}|on {v}"),),
    "limit": (
        (r"^(limit|per page|page size|take|first|top ?[kn]|size|rows|count)$|\b(results?|items|"
         r"records|articles)\b", "limited to {v} results|with no more than {v} results"),
        ("", "with:{a} of {v}|with:{v} as the {n}"),
    ),
    "page": ((r"page", "on page {v}"), ("", "with:{v} as the {n}")),
    "price": (
        (r"\b(max|maximum|budget|most|under)\b", "for at most {v}|under {v}"),
        (r"\b(min|minimum|least|over)\b", "from {v} up|over {v}"),
        ("", "with:{a} of {v}"),
    ),
    "currency": (
        (r"\b(from|base|source|original|input)\b", "from {v}"),
        (r"\b(to|target|quote|destination|output)\b", "to {v}"),
        ("", "in {v}"),
    ),
    "email": (
        (r"\b(to|recipient|recipients|attendees|invitees?|guests?|participants)\b",
            "to {v}|for {v}"),
        (r"^cc$", "with {v} in copy"),
        ("", "with:the email address {v}|under {v}"),
    ),
    "phone": ((r"\b(to|recipient)\b", "to {v}"), ("", "with:the phone number {v}")),
    "person_name": (
        (r"\b(artist|author|singer|composer|director|writer)\b", "by {v}"),
        (r"\b(recipient|to)\b", "to {v}"),
        (r"\b(first|last|given|family|middle)\b", "with:{v} as the {n}"),
        ("", "for {v}"),
    ),
    "username": (("", "for the user {v}|for {v}"),),
    "headline": (("", "titled {q}|with:{q} as the {n}"),),
    "message": (
        (r"\b(text|input|sentence|paragraph|article|transcript|string)\b", "for this text: {q}"),
        (r"\breason\b", "with:{q} as the reason"),
        ("", "saying {q}|with:{q} as the {n}"),
    ),
    "event_name": (("", "called {q}|for {the}{v}"),),
    "name": ((r"^name$", "called {v}"), ("", "with:{v} as the {n}")),
    "url": ((r"callback|webhook|redirect", "with:{v} as the {n}"), ("", "at {v}|from {v}")),
    "domain": (("", "for {v}"),),
    "ip_address": (("", "for {v}"),),
    "wallet_address": (("", "for {v}"),),
    "language": (
        (r"\b(from|source)\b", "from {v}"),
        (r"\b(to|target|dest\w*)\b", "to {v}|into {v}"),
        ("", "in {v}"),
    ),
    "unit": ((r"\bfrom\b", "from {v}"), (r"\bto\b", "to {v}"), ("", "in {v}")),
    "genre": (("", "in the {v} genre"),),
    "mood": (("", "for a {v} mood"),),
    "ticker": (("", "for {v}"),),
    "crypto": (("", "for {v}"),),
    "company": (("", "for {v}"),),
    "team": (("", "for {v}"),),
    "league": (("", "in the {v}"),),
    "movie": (("", "for {q}"),),
    "book": (("", "for {q}"),),
    "song": (("", "for {q}"),),
    "playlist": (("", "called {q}"),),
    "pokemon": (("", "for {v}"),),
    "product": (("", "for {v}"),),
    "file_path": (("", "in {v}|at {v}"),),
    "file_name": (("", "for {v}|called {v}"),),
    "password": (("", "with:the password {v}"),),
    "credential": (("", "with:my {n} {v}"),),
    "timezone": (("", "in the {v} time zone"),),
    "word": ((r"\b(word|words)\b", "for the word {q}"), ("", "with:{q} as the {n}")),
    "expression": (("", "for {v}"),),
    "cuisine": (("", "serving {v} food|with {v} food"),),
    "choice": (
        (r"\bdifficulty\b", "of {v} difficulty"),
        (r"\bprice (?:range|level)\b", "in the {v} price range"),
        (r"\b(?:category|section|department|genre)\b", "in the {v} {n}"),
        (r"\b(?:status|state)$", "with:the {n} {v}"),
    ),
    "text": (
        (r"\bdifficulty\b", "of {v} difficulty"),
        (r"\bprice (?:range|level)\b", "in the {v} price range"),
        (r"\b(?:location|place|area|region|city|town)\b", "in {v}|around {v}"),
    ),
    "ingredients": (("", "with {v}"),),
    "isbn": (("", "with ISBN {v}"),),
    "vin": (("", "with VIN {v}"),),
    "age": (("", "with:{a} of {v}"),),
}  # fmt: skip
_COUNTED = re.compile(
    r"^(?:number of )?(guests|adults|children|nights|days|weeks|months|years|hours|minutes|seconds|"
    r"people|persons|passengers|travelers|travellers|rooms|seats|tickets|servings|copies|miles|"
    r"kilometers|km|words|paragraphs|dice|bedrooms|bathrooms|players|items|units|points|steps)$"
)
_CODES = {"country_code": "country code", "postal_code": "postal code", "language": "language code"}


def attached(field: Field, value: JSON, rng: random.Random, *, many: bool = False) -> str:
    """The attachment of a value to the goal, with `{v}`, or `{q}` for quoted, still in it.

    A result that starts with `with:` belongs into a list after "with". `many` says that the field
    takes several values.
    """
    words = " ".join(field.meaning.words)
    numeric = isinstance(value, int | float)
    counted = _COUNTED.match(field.noun)
    if counted and numeric and not many:
        one = value == 1
        return f"for {{v}} {singular(counted[1]) if one else counted[1]}"
    if field.kind == "identifier":
        return _identified(field, rng, many=many)
    if many and field.kind in ("email", "person_name"):
        return "with {v}" if re.search(r"attend|particip|guest|member|with", words) else "to {v}"
    if many:
        nouns = " ".join([*field.noun.split()[:-1], plural(field.noun.split()[-1])])
        return f"for the {nouns} {{v}}" if numeric else f"with:{{v}} as the {nouns}"
    if noun := coded(field, value):
        return f"with:{{v}} as the {noun}"
    if field.kind == "name" and isinstance(value, str) and _PERSON.fullmatch(value):
        return "for {v}" if len(field.noun.split()) == 1 else f"with:{{v}} as the {field.noun}"
    for rule, attachments in _ATTACHED.get(field.kind, ()):
        if not rule or re.search(rule, words):
            chosen = rng.choice(attachments.split("|"))
            if field.kind == "price":
                money = next((_MONEY[word] for word in field.meaning.words if word in _MONEY), "")
                chosen = chosen.replace("{v}", f"{{v}} {money}".rstrip())
            return (
                chosen.replace("{n}", field.noun)
                .replace("{a}", with_article(field.noun))
                .replace("{the}", "")
            )
    if numeric:
        return _numbered(field.noun)
    return rng.choice((f"with:{{v}} as the {field.noun}", f"with:the {field.noun} {{v}}"))


_MONEY = {"eur": "euros", "usd": "dollars", "gbp": "pounds"}
_PERSON = re.compile(r"[A-Z][a-z]+ [A-Z][a-z']+")
_UNIT = re.compile(
    r"(?P<rest>.+) (?:in )?(?P<unit>seconds|minutes|hours|days|weeks|months|years|milliseconds|km|"
    r"kilometers|miles|meters|cm|kg|kilograms|pounds|percent|inches|feet|grams|liters)"
)


@lru_cache(maxsize=20_000)
def _numbered(noun: str) -> str:
    """`a length of 12`, `27 periods`; an abbreviation goes without an article."""
    unit = _UNIT.fullmatch(noun)
    if unit:
        return f"with:{{v}} {unit['unit']} as the {unit['rest']}"
    head = noun.rsplit(maxsplit=1)[-1]
    heads = (head, noun.split(maxsplit=1)[0])
    if any(singular(one) != one for one in heads) and noun.islower() and len(noun.split()) <= 2:
        return f"with:{{v}} {noun}"
    if not noun.islower() or len(noun.split()) > 3 or " of " in noun or len(head) < 4:
        return f"with:{{v}} as the {noun}"
    return f"with:{with_article(noun)} of {{v}}"


def coded(field: Field, value: JSON) -> str:
    """What a code that tells nothing by itself is called: `country code` for `HU`; else empty."""
    noun = _CODES.get(field.kind, "")
    if field.kind == "postal_code":
        words = field.name.lower()
        return "pincode" if "pin" in words else "ZIP code" if "zip" in words else noun
    if field.kind == "country" and isinstance(value, str) and len(value) == 2:
        return "country code"
    if field.kind == "language" and isinstance(value, str) and len(value) > 3:
        return ""
    return noun


def _identified(field: Field, rng: random.Random, *, many: bool) -> str:
    entity = entity_noun(field)
    if not entity:
        return "with:the ID {v}"
    if field.meaning.words[-1:] in (("slug",), ("ref",), ("reference",)):
        return f"with:{{v}} as the {field.noun}"
    if many:
        nouns = " ".join([*entity.split()[:-1], plural(entity.split()[-1])])
        return rng.choice((f"for {nouns} {{v}}", f"for the {nouns} {{v}}"))
    return rng.choice(
        (f"for {entity} {{v}}", f"for the {entity} {{v}}", f"with:the {entity} ID {{v}}")
    )


_ID_WORDS = frozenset(
    "id ids identifier identifiers uid uuid key number no code param list".split()
)


@lru_cache(maxsize=20_000)
def _entity(words: tuple[str, ...], entity: str, noun: str, description: str) -> str:
    kept = [word for word in words if word not in ("is", "the", "by", "unique")]
    while kept and kept[-1] in _ID_WORDS:
        kept.pop()
    if kept and kept[0] in ("id", "ids"):
        kept = kept[1:]
    if kept and kept[-1].endswith("id") and kept[-1] not in description.lower():
        kept[-1] = kept[-1].removesuffix("id") or "id"  # `chainid` of which nobody knows the words
    if kept:
        told = re.sub(r" (?:IDs?|identifiers?|number|code)$", "", noun)
        if (
            len(told.split()) <= 3
            and told.lower() not in _ID_WORDS
            and not noun.startswith(" ".join(kept))
        ):
            return told
        return spelled((*kept[:-1], singular(kept[-1])))
    told = described_entity(description) or entity
    return told if len(told) <= 24 and not told.startswith(("get", "list", "fetch")) else ""


def entity_noun(field: Field) -> str:
    """What an identifier identifies, in words: `flow run`, not `run`."""
    description = str(field.schema.get("description", ""))[:400]
    return _entity(field.meaning.words, field.meaning.entity, field.noun, description)


def stated(field: Field, value: JSON, rng: random.Random, *, many: bool = False) -> str:
    """A sentence without capital and full stop that gives the value on its own."""
    noun = field.noun
    quoted = "{q}" if field.kind in ("message", "headline", "text") else "{v}"
    if field.kind == "identifier":
        entity = entity_noun(field)
        if entity and not many:
            return rng.choice(
                (f"the {entity} ID is {{v}}", f"it's {entity} {{v}} that I mean",
                 f"I'm talking about {entity} {{v}}", f"the {entity} in question is {{v}}")
            )  # fmt: skip
        noun = f"{entity} IDs" if many and entity else noun
    verb = "are" if many else "is"
    if many:
        noun = " ".join([*noun.split()[:-1], plural(noun.split()[-1])])
    if told := coded(field, value):
        return rng.choice((f"the {told} is {quoted}", f"{quoted} is the {told}"))
    if field.kind in ("email", "phone", "address", "username") and len(field.meaning.words) == 1:
        return rng.choice((f"my {noun} is {quoted}", f"the {noun} is {quoted}"))
    if field.kind in ("city", "country", "region") and not many:
        told = f"the {noun} is {quoted}"
        plain = noun.split()[-1] in (field.kind, "place", "location", "destination")
        return rng.choice((told, f"it's for {quoted}", f"I mean {quoted}")) if plain else told
    if field.kind in ("ticker", "company", "person_name", "team", "movie", "song", "book", "query"):
        return rng.choice((f"it's about {quoted}", f"the {noun} {verb} {quoted}"))
    if singular(noun.split()[-1]) != noun.split()[-1] and noun.islower():
        verb = "are"
    return f"the {noun} {verb} {quoted}"


def quoted_kind(field: Field) -> bool:
    """Whether a value of this kind reads better in quotation marks."""
    return field.kind in ("message", "headline", "movie", "book", "song", "playlist", "word")
