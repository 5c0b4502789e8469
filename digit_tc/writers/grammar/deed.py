"""What a call was to do, in words: the verb, the thing, and how the thing is told from others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.nouns import noun_of
from digit_tc.language.participles import participle
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records import JSON
from digit_tc.semantics import profile_of
from digit_tc.semantics.clauses import PREPOSITIONS, Mention
from digit_tc.semantics.vocabulary import effects_by_verb
from digit_tc.writers.grammar.closing_words import closing_words, join
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import amount_of, is_uuid, own_name_key, quoted, written

_PARTICLES = frozenset("on off up out in back down away".split())
_DETERMINERS = re.compile(
    r"^(?:(?:the|an?|my|your|this|that|one|new|existing|current|another|all|any|each"
    r"|several|multiple|some|two|three)\s+)+"
)
_OWNED = re.compile(r"^(?:all |all of )?(?:my|the user's|a user's|your)\s+", re.I)
_TRAILING = re.compile(r" (?:out|up|off|back)$")
_END = re.compile(rf"\s*(?:,|;|\b(?:{PREPOSITIONS}|and|or|that|which|so|if|when)\b).*$")
_PERSONS = frozenset(("person_name", "first_name", "last_name", "city", "company", "country"))
_ADDRESSES = frozenset(("email", "phone", "username"))
_LONG_NAMES = frozenset("text question word description summary symbol".split())
_WHERE = frozenset(("to", "into", "from", "in", "with"))
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """One act as a phrase: "cancel" and "order O-17"."""

    verb: str
    """In the infinitive, with its particle: "turn on"."""
    thing: str
    """The object with its article or its name: "the light", "order O-17"."""
    many: bool
    """Whether the object is in the plural."""
    told: frozenset[str]
    """Arguments that the object and its complement have said."""
    complement: str = ""
    """Where to, or for whom: " to folder F-1"."""

    @property
    def done(self) -> str:
        """The past participle: "turned on"."""
        return participle(self.verb)


def deed_of(profile: SpokenTool, arguments: Mapping[str, JSON], result: JSON) -> Deed | None:
    """The act of a call; None where the tool has no verb or thing that can be said.

    What the thing is called is taken from the arguments or the result.
    """
    known = profile_of(profile.tool)
    verb, rest = profile.clause.verb, list(profile.clause.parts)
    effects = effects_by_verb()
    plain_verb = verb.split(maxsplit=1)[0]
    if not known.reads and effects.get(plain_verb) in ("get", "list", "search", None):
        if not known.verb:
            return None
        verb, rest = known.verb, []
    named = split_identifier(profile.tool.name)
    if known.effect == "session" and len(named) == 2 and effects.get(named[0]):
        verb, rest = named[0], [f"the {named[1]}"]  # verify_identity
    first = rest[0] if rest else ""
    if isinstance(first, str) and first.split(maxsplit=1)[:1] and first.split()[0] in _PARTICLES:
        particle, _, after = first.partition(" ")
        verb, first = f"{verb} {particle}", after or (rest[1] if len(rest) > 1 else "")
    if isinstance(first, Mention) and first.preposition and effects.get(plain_verb) is not None:
        verb, first = f"{verb} {first.preposition}", _without_preposition(first)
    noun, owned = _noun(first)
    if not noun or len(noun.split()) > _MOST_WORDS or noun.split()[-1] in ("id", "ids"):
        noun, owned = known.entity, False
    if noun and noun[:5] == verb[:5] and noun != verb:
        verb = "make"  # nobody reserves a reservation
    if known.effect == "session" and noun == "session":
        return None
    if not noun or not re.fullmatch(r"[\w' -]+", noun) or "_" in noun:
        return None
    many = noun.split()[-1] != singular(noun.split()[-1])
    thing, told = _tell_apart(noun, verb, profile, arguments, result)
    thing = thing or f"{'your' if owned else 'the'} {noun}"
    address = _address(profile, arguments, told)
    if noun in ("person", "user", "someone", "people", "guest") and address:
        thing, told = str(arguments[address]), {*told, address}
    complement = ""
    for words, names in _complements(profile, arguments, told, rest):
        if thing == "the money" and words.startswith(" of "):
            thing, many = words[4:], True
        else:
            complement += words
        told |= names
    return Deed(verb, thing, many, frozenset(told), complement)


def thing_of(profile: SpokenTool, arguments: Mapping[str, JSON], result: JSON) -> str | None:
    """What a look-up was about: the name that the result gives, or what was asked by."""
    known = profile_of(profile.tool)
    if isinstance(result, dict):
        for inner in (result, *(one for one in result.values() if isinstance(one, dict))):
            key = own_name_key(inner, known.names)
            if key and plain_name(key) not in _LONG_NAMES:
                told = written(inner[key], key)
                if told and len(told.split()) <= 6:
                    exact = plain_name(key).split("_")[-1] in ("title", "subject", "headline")
                    return quoted(told) if exact else told
    for parameter in known.own_keys or [key.parameter for key in known.keys]:
        value = arguments.get(parameter)
        told = written(value, parameter) if not isinstance(value, dict | list) else None
        if not told or is_uuid(told) or isinstance(value, float):
            continue
        if id_noun(parameter) is None and not any(mark.isdigit() for mark in told):
            return told
        entity = next((key.entity for key in known.keys if key.parameter == parameter), "")
        return f"{entity or id_noun(parameter) or known.entity} {told}".strip()
    for name, field in profile.fields.items():
        if field.kind in ("city", "place", "country", "company", "ticker", "person_name"):
            told = written(arguments.get(name), name)
            if told and not isinstance(arguments.get(name), list):
                return told
    return None


def _noun(part: str | Mention) -> tuple[str, bool]:
    """The head phrase of the object without articles, and whether it is the user's own."""
    if isinstance(part, Mention):
        if part.preposition:
            return "", False
        text = _TRAILING.sub("", re.sub(r"^or more ", "", part.noun))
        return _DETERMINERS.sub("", text), part.article == "your"
    owned = bool(_OWNED.match(part))
    text = _TRAILING.sub("", _END.sub("", _OWNED.sub("", part)))
    return _DETERMINERS.sub("", text.strip()), owned


def _without_preposition(mention: Mention) -> Mention:
    return Mention("", mention.article, mention.noun, mention.vague)


def _tell_apart(
    noun: str, verb: str, profile: SpokenTool, arguments: Mapping[str, JSON], result: JSON
) -> tuple[str, set[str]]:
    """The noun with the name or id of the thing, and the arguments that it says; an empty text
    where nothing tells the thing from others."""
    known = profile_of(profile.tool)
    head = split_identifier(noun)[-1:] or ("",)
    if noun.rsplit(maxsplit=1)[-1] != singular(noun.rsplit(maxsplit=1)[-1]):
        return "", set()
    keys = [one for one in known.own_keys if one in arguments]
    name, said = _name(head, profile, arguments, result)
    if name:
        return f"the {noun} {name}", {*said, *keys}
    ids = [written(arguments[one], one) for one in keys]
    if not ids or not all(one and not is_uuid(one) and "," not in one for one in ids):
        return "", set()
    told = join([one for one in ids if one])
    foreign = known.entity.split()[-1:] != list(head)
    setting = verb.split(maxsplit=1)[0] in closing_words("setting")
    bare = isinstance(arguments[keys[0]], str) and not any(mark.isdigit() for mark in told)
    if setting and (foreign or bare):
        return f"the {noun} of {told if bare else f'{known.entity} {told}'}", set(keys)
    if foreign and known.entity:
        noun = known.entity
    return (f"the {noun} {quoted(told)}" if bare else f"{noun} {told}"), set(keys)


def _name(
    head: tuple[str, ...], profile: SpokenTool, arguments: Mapping[str, JSON], result: JSON
) -> tuple[str, set[str]]:
    """What the thing is called, with the argument that says so: of a new thing by the arguments,
    of another by the result, unless the call has just given it that name."""
    known = profile_of(profile.tool)
    same = arguments.get(head[0])
    if isinstance(same, str) and not _is_long(same) and (told := written(same, head[0])):
        return (told if told.isupper() else quoted(told)), {head[0]}
    creates = known.effect in ("create", "send")
    source = arguments if creates else result
    if not isinstance(source, dict):
        return "", set()
    key = own_name_key(source, head)
    if key is None or _is_long(source[key]) or plain_name(key).split("_")[-1] in _LONG_NAMES:
        return "", set()
    given = [value for name, value in arguments.items() if name not in known.own_keys]
    if not creates and source[key] in given:
        return "", set()
    told = str(written(source[key], key))
    kind = profile.fields[key].kind if key in profile.fields else ""
    if kind in _PERSONS and kind != "company" and head[0] not in closing_words("persons"):
        return f"for {told}", {key}
    return (told if kind in _PERSONS else quoted(told)), {key}


def _is_long(value: JSON) -> bool:
    return not isinstance(value, str) or len(value.split()) > 8


def _complements(
    profile: SpokenTool,
    arguments: Mapping[str, JSON],
    told: set[str],
    rest: list[str | Mention],
) -> list[tuple[str, set[str]]]:
    """What else belongs to the object: an amount, who gets it, where it goes."""
    effect = profile_of(profile.tool).effect
    found: list[tuple[str, set[str]]] = []
    for name, value in arguments.items():
        amount = amount_of(name, value, {k: v for k, v in arguments.items() if isinstance(v, str)})
        words = split_identifier(name)
        if amount and effect == "create" and words[0] in ("amount", "sum") and name not in told:
            found.append((f" of {amount[0]}", {name, "currency"}))
            break
    for place, part in enumerate(rest):
        if not isinstance(part, Mention) or part.preposition not in _WHERE:
            continue
        if place == 0:
            continue
        head = singular(part.noun.split()[-1])
        for name, value in arguments.items():
            words = tuple(singular(word) for word in split_identifier(name))
            if name in told or head not in words or isinstance(value, dict | list | bool):
                continue
            said = written(value, name)
            if said and not is_uuid(said) and len(said.split()) <= 6:
                which = f"{head} {said}" if id_noun(name) is not None else said
                found.append((f" {part.preposition} {which}", {name}))
                break
        else:
            address = None if _is_place(part) else _address(profile, arguments, told)
            if address and part.preposition in ("to", "with"):
                found.append((f" {part.preposition} {arguments[address]}", {address}))
            elif part.article == "the" and not part.vague and len(part.noun.split()) <= 3:
                found.append((f" {part.text}", set()))
    address = _address(profile, arguments, told.union(*(names for _words, names in found)))
    if effect == "send" and address:
        found.append((f" to {arguments[address]}", {address}))
    return found[:2]


def _address(profile: SpokenTool, arguments: Mapping[str, JSON], told: set[str]) -> str | None:
    """The argument that says who gets it, as an address."""
    for name, field in profile.fields.items():
        kinds = _ADDRESSES if profile_of(profile.tool).effect == "send" else ("email",)
        if field.kind in kinds and name not in told and isinstance(arguments.get(name), str):
            return name
    return None


def _is_place(mention: Mention) -> bool:
    return mention.noun.split()[-1] in ("calendar", "folder", "list", "cart", "basket", "account")


def listed_noun(key: str, profile: SpokenTool, number: int) -> str:
    """What a list is of, as a noun in the number of its rows: `orders` → "order" for one."""
    known = profile_of(profile.tool)
    noun = noun_of(key) if key else ""
    words = split_identifier(key)
    wraps = not words or words[-1] in closing_words("wrappers")
    if wraps or "_" in noun or noun.split()[-1].isupper():
        noun = known.entity or known.noun or "result"
    head = noun.split()[-1]
    head = singular(head) if number == 1 else plural(singular(head))
    return " ".join([*noun.split()[:-1], head])
