"""A tool's description as something one person asks another to do.

`Retrieves the current weather for a specified location using the RapidAPI service.` becomes the
imperative `retrieve the current weather for ‹a specified location›`, in which the phrase in
brackets is a *mention*: a place where the value of a parameter can stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.language.nouns import spelled, with_article
from digit_tc.language.words import singular, split_identifier
from digit_tc.semantics.purpose import own_description
from digit_tc.semantics.sentence import API_TO, infer_verb
from digit_tc.semantics.vocabulary import effects_by_verb, infinitive

PREPOSITIONS = (
    "for|of|in|from|at|on|to|within|about|by|with|around|near|between|into|under|during|against|"
    "across|towards|as|until|before|after|since"
)
_LEADS = re.compile(
    r"^(?:this (?:endpoint|api|function|tool|operation|method|route|service|call|command)\s+)?"
    r"(?:(?:is used|can be used|used|use (?:this|the) (?:endpoint|api|tool|function|method)|"
    r"use this|allows? (?:you|users?|clients?|the user|one)|"
    r"lets? (?:you|users?)|enables? (?:you|users?)|helps? (?:you|users?)?|"
    r"(?:an? |the )?(?:endpoint|api|function|tool|method|utility|service|operation|command)"
    r"(?: that| which| used)?)\s*(?:to\s+|for\s+|that\s+|which\s+)?)?",
    re.I,
)
_TAILS = tuple(
    re.compile(rule, re.I)
    for rule in (
        r"\s*\([^()]*\)",
        r"\s*\[[^\[\]]*\]",
        r",?\s+(?:by |while |when )?(?:using|utilizing|leveraging|employing)\b.*$",
        r",?\s+(?:through|via)\s+(?:the\s+|a\s+|an\s+)?[\w .'-]+$",
        r",?\s+(?:from|on|in|with|against)\s+(?:the\s+|a\s+)?(?:[\w.'&-]+\s+){0,5}?(?:api|"
        r"rapidapi|apis|"
        r"endpoint|web ?service|backend|toolbench)\b.*$",
        r",?\s+(?:given|based on|according to|as specified|if provided|depending on|provided by|"
        r"as defined|where applicable|subject to|per the|identified by|specified by|filtered by|"
        r"sorted by|ordered by|with respect to)\b.*$",
        r",?\s+(?:with|and|along with|including|plus)\s+(?:the\s+|an?\s+|any\s+|various\s+)?"
        r"(?:optional|additional|given|specified|provided|specific|various|different|several|"
        r"support|options?|filters?|pagination|customizable|advanced|multiple|parameters)\b.*$",
        r",?\s+(?:optionally|allowing|supporting|returning|including|such as|e\.g|i\.e|which|that|"
        r"where|whose|so that|in order to|without|and returns?|and provides?|ensuring|making|"
        r"providing|taking|if|when|unless|because|but|considering|whether)\b.*$",
        r",?\s+by\s+(?:the\s+)?(?:given|specified|provided|specifying|providing|its|their|his|"
        r"specific|applying|making|calling|sending|name or|id or)\b.*$",
        r",?\s+by\s+(?:(?:unique|player|team|user|track|video|product|item|postal|zip|city|country|"
        r"channel|post|order|recipe|movie|book|game|event|league|flow|task|run|block|work|"
        r"deployment|artifact|imdb|tmdb|isbn|instrument|user-?name|unique|reference|ip|"
        r"tag)\s+)*(?:ids?|names?|titles?|slugs?|keywords?|keys?|urls?|codes?|"
        r"number|symbol|ticker|tags?|username|date|year|type|category|query|handle|asin|uuid|"
        r"identifiers?)\b.*$",
        r",?\s+in\s+(?:the\s+)?(?:json|xml|csv|desired|specified|given|requested)?\s*format\b.*$",
        r",?\s+see\s+(?:also\s+)?\w+.*$",
        r"\s*[:;–—-]\s+.*$",
    )
)
_MENTION = re.compile(
    rf"(?:\b(?P<prep>{PREPOSITIONS})\s+)?"
    r"\b(?P<article>an?|the|one|your|this|each|any)\s+"
    r"(?P<vague>(?:(?:specified|given|specific|particular|certain|provided|chosen|desired|selected|"
    r"single|individual|requested|user-specified|predefined|valid|unique)\s+)*)"
    r"(?P<noun>[A-Za-z][\w'-]*(?:\s+(?!(?:and|or|is|are|with|that|to|as|has|over|based|if|"
    r"using|relative|containing|"
    r"having|associated|belonging|related|named|called|available|registered|compared|must|can|"
    rf"{PREPOSITIONS})\b)[A-Za-z][\w'-]*){{0,3}})"
)
_VAGUE_START = re.compile(
    r"^(?:relevant|comprehensive|detailed|available|various|following|specific|given|specified) ",
    re.I,
)
_CONJUNCT = re.compile(r"\s+and (?:the |an? )?(?P<noun>[a-z]+(?: [a-z]+)?)$")
_VAGUE = re.compile(
    r"(?<!\bis )(?<!\bare )\b(?:specified|given|specific|particular|certain|provided|chosen|"
    r"desired|user-specified|"
    r"predefined|requested|relevant|comprehensive|detailed|available|various|following)\s+",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"'])[.!?](?=\s|$)|\n|<br|\\n")
_ABBREVIATIONS = re.compile(r"\b(e\.g|i\.e|etc|vs|approx|no|min|max)\.", re.I)
_MASS = frozenset(
    """
    information data news weather details content access advice traffic metadata feedback music
    progress time history stats statistics analytics support help email mail text software
    availability permission status currency
    """.split()
)
_STATES = re.compile(r"^[A-Z].*? (?:is|are|was|represents?|contains?|describes?|holds?) ")
"""A statement about something: it asks for nothing, and is no noun phrase."""
_RATHER_NOUNS = frozenset(("list", "rate", "order", "file"))
_STATES = re.compile(r"^[A-Z].*? (?:is|are|was|represents?|contains?|describes?|holds?) ")
"""A statement about something: it asks for nothing, and is no noun phrase."""
_RATHER_NOUNS = frozenset(("list", "rate", "order", "file"))
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase of a clause with the preposition before it: `for a specified location`."""

    preposition: str
    article: str
    noun: str
    vague: bool
    """Whether it says nothing without a value (`a specified location`)."""

    @property
    def text(self) -> str:
        """The phrase as it stands in the description, without what is vague."""
        return " ".join(word for word in (self.preposition, self.article, self.noun) if word)


@dataclass(frozen=True, slots=True)
class Clause:
    """An imperative: plain words and mentions in order."""

    verb: str
    parts: tuple[str | Mention, ...]
    """What follows the verb."""


@lru_cache(maxsize=20_000)
def clause_of(name: str, description: str) -> Clause:
    """The imperative clause of a tool, from its description or, failing that, from its name.

    Markup and what a description says of the tool's family are passed over.
    """
    sentence = _first_sentence(description)
    verb, rest = _verb_and_rest(sentence, name)
    rest = _trimmed(_unjoined(rest, name))
    words = rest.split()
    if len(words) > _MOST_WORDS:
        rest = _shortened(words)
    if not rest or not _sayable(rest):
        verb, rest = _from_name(name)
    return Clause(verb, _parts(rest))


def _unjoined(text: str, name: str) -> str:
    """`three-hourly` of a tool `three_hourly` as two words: nobody says the names of tools."""
    own = split_identifier(name)
    said = [
        re.split(r"[-.]", word) if split_identifier(word) == own else [word]
        for word in text.split()
    ]
    return " ".join(" ".join(words) for words in said)


def _first_sentence(description: str) -> str:
    text = _ABBREVIATIONS.sub(lambda found: found[0].replace(".", ""), own_description(description))
    text = re.sub(r"https?://\S+", "", text)
    sentences = [one.strip(" .\t") for one in _SENTENCE.split(text)]
    sentences = [one for one in sentences if one]
    if not sentences:
        return ""
    first = re.sub(r"\s+", " ", sentences[0])
    if _is_title(first):
        # "Delete Flow Run. Delete a flow run by id": the title says less than what follows it.
        for later in sentences[1:2]:
            verb = infinitive(re.sub(r"[^a-z]", "", later.split(maxsplit=1)[0].lower()))
            if verb and len(later.split()) > 2:
                return re.sub(r"\s+", " ", later)
        return " ".join(word.lower() if word[1:].islower() else word for word in first.split())
    return first


def _is_title(sentence: str) -> bool:
    words = [word for word in sentence.split() if len(word) > 3]
    return len(sentence.split()) > 1 and bool(words) and all(word[:1].isupper() for word in words)


def _verb_and_rest(sentence: str, name: str) -> tuple[str, str]:
    lead = _LEADS.match(sentence)
    stripped = sentence[lead.end() :] if lead else sentence
    stripped = re.sub(r"^(?:bulk|batch|asynchronously|async)\s+", "", stripped, flags=re.I)
    stripped = API_TO.sub("", stripped)
    for candidate in (stripped, sentence):
        first, _, rest = candidate.partition(" ")
        if first.lower() in ("look", "looks", "set", "sets") and rest.startswith("up "):
            return f"{first.lower().removesuffix('s')} up", rest[3:]
        verb = infinitive(re.sub(r"[^a-z]", "", first.lower()))
        if verb and verb != "bulk" and rest:
            if re.match(r"(?:and|or|/)\s+(\w+)\s", rest):
                rest = re.sub(r"^(?:and|or|/)\s+\w+\s+", "", rest)
            return ("get" if verb in ("return", "provide", "supply") else verb), rest
        if not verb and (unknown := infer_verb(first.lower(), rest.partition(" ")[0].lower())):
            return unknown, rest
    if not sentence or _STATES.search(sentence):
        return _from_name(name)
    # A noun phrase: what is described is what one gets.
    words = split_identifier(name)
    named = bool(words) and words[0] in effects_by_verb() and words[0] not in ("post", "put")
    verb = words[0] if named else "get"
    lowered = stripped[:1].lower() + stripped[1:] if stripped[1:2].islower() else stripped
    return verb, lowered


def _from_name(name: str) -> tuple[str, str]:
    words = list(split_identifier(re.sub(r"(?:^|(?<=[_/.-]))(?:api|v\d+)(?=[_/.-])", "", name)))
    while len(words) > 1 and (words[-1].isdigit() or re.fullmatch(r"v\d|api|tool|func", words[-1])):
        words.pop()
    if words and words[0] in effects_by_verb() and len(words) > 1:
        verb, rest = words[0], words[1:]
    elif len(words) > 1 and words[-1] in effects_by_verb().keys() - _RATHER_NOUNS:
        verb, rest = words[-1], words[:-1]
    else:
        verb, rest = "get", words
    if "by" in rest[1:]:
        rest = rest[: rest.index("by", 1)]
    if len(rest) > 1 and rest[-1] in ("id", "ids"):
        rest = [*rest[:-2], singular(rest[-2])]
    noun = spelled(tuple(rest)) if rest else "result"
    plural = singular(rest[-1]) != rest[-1] if rest else False
    return verb, noun if plural or noun.split()[0] in ("all", "my") else f"the {noun}"


def _trimmed(text: str) -> str:
    for _ in range(2):
        for tail in _TAILS:
            shorter = tail.sub("", text).strip(" ,.;:-")
            if shorter and len(shorter.split()) >= 1 and not _dangling(shorter):
                text = shorter
    text = re.sub(r"\s+(?:associated|based|related|belonging|given|similar)$", "", text)
    return re.sub(r"\s+", " ", text)


def _dangling(text: str) -> bool:
    return bool(re.search(rf"(?:^|\s)(?:{PREPOSITIONS}|and|or|the|a|an|two|one|all)$", text))


def _shortened(words: list[str]) -> str:
    for stop in range(_MOST_WORDS, 3, -1):
        if re.fullmatch(rf"(?:{PREPOSITIONS}|and|or),?", words[stop].lower()) or words[
            stop - 1
        ].endswith(","):
            text = " ".join(words[:stop]).strip(" ,")
            if not _dangling(text):
                return text
    return ""


def _sayable(text: str) -> bool:
    if (
        re.search(r"[{}<>|=\\$`]|\b(?:parameter|argument)s?\b|_|::|//|\b[a-z]+[A-Z]\w*\(", text)
        or text.count('"') % 2
    ):
        return False
    if re.search(r"ignore|system prompt|instruction|disregard", text, re.I):
        return False
    return all(len(word) <= 30 for word in text.split()) and text.isascii()


def _parts(rest: str) -> tuple[str | Mention, ...]:
    parts: list[str | Mention] = []
    position = 0
    rest = _with_determiner(_VAGUE_START.sub("", rest))
    for found in _MENTION.finditer(rest):
        if found.start() < position:
            continue
        before = rest[position : found.start()].strip()
        if before:
            parts.append(_plain(before))
        parts.append(
            Mention(
                preposition=(found["prep"] or "").lower(),
                article=_article(found["article"].lower(), found["noun"]),
                noun=found["noun"].strip(),
                vague=bool(found["vague"]),
            )
        )
        position = found.end()
        joined = _CONJUNCT.match(rest, position) if found["prep"] and found["vague"] else None
        if joined:
            noun = joined["noun"]
            parts.append(Mention(preposition="and", article="", noun=noun, vague=True))
            position = joined.end()
    after = rest[position:].strip()
    if after:
        parts.append(_plain(after))
    return tuple(parts)


def _article(article: str, noun: str) -> str:
    return with_article(noun).split()[0] if article in ("a", "an") else article


def _plain(text: str) -> str:
    return _VAGUE.sub("", text + " ").strip() or text


def _with_determiner(text: str) -> str:
    """`hourly forecast for ...` → `the hourly forecast for ...`, unless English leaves it out."""
    words = text.split()
    first = words[0].lower()
    if first in ("a", "an", "the", "this", "your", "each", "any", "one", "no") or re.match(
        r"\W", first
    ):
        return text
    if first in ("all", "every", "my", "some", "more", "up", "for", "if", "whether", "on", "off",
                 "to", "in", "out", "into", "through", "how", "what", "and", "from", "with", "as",
                 "two", "three", "multiple", "several", "both", "at", "by", "about", "that", "it",
                 "them", "where", "when", "who") or first.isdigit():  # fmt: skip
        return text
    head_end = next(
        (
            i
            for i, word in enumerate(words)
            if re.fullmatch(rf"{PREPOSITIONS}|and|or|between", word)
        ),
        len(words),
    )
    if head_end == 0:
        return text
    head = re.sub(r"[^a-z]", "", words[head_end - 1].lower())
    mass = head in _MASS or singular(head) != head
    if mass and first not in ("current", "latest", "top", "list", "full", "entire", "most"):
        return text
    if words[head_end - 1][:1].isupper() and head_end > 1 and not mass:
        return f"the {text}"
    return f"the {text}"
