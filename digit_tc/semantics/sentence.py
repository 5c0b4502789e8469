"""What a description's first sentence says: a verb, its object, and what stands about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.language.words import singular
from digit_tc.semantics.vocabulary import infinitive, words_of

_KINDS_OF_TOOLS = "(?:endpoint|api|function|tool|operation|method|route|service)"
_LEAD = re.compile(
    rf"^(?:(?:this|the|an?) )?(?:\w+ )?{_KINDS_OF_TOOLS}?"
    r",? ?(?:that |which )?(?:is used to|can be used to|used to|use this to|will|"
    r"allows? (?:you|users?|one) to|lets? (?:you|users?)|enables? (?:you|users?) to|"
    r"helps? (?:you |users? )?(?:to )?|to) ",
)
API_TO = re.compile(
    r"^(?:quer(?:y|ies)|use[sd]?|call[s]?|invoke[s]?|send[s]? (?:a|an) request to|"
    r"request[s]?|make[s]? "
    r"(?:a|an) (?:\w+ )?(?:request|call) to)\b.{0,80}?\b(?:api|endpoint|"
    r"service)s? to\s+(?=[a-z]+ )",
    re.I,
)
_NAMED_LEAD = re.compile(rf"^(?:this|the|an?|helper) (?:\w+ )?{_KINDS_OF_TOOLS} ")
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"'`])[.!](?:\s|$)|[;(\n]")
_BRACKETS = re.compile(r"\([^()]*\)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9+'&-]*|,")
_WHETHER = re.compile(
    r"^(?:\w+ )(?:if|whether|that)\b|^(?:is|has|can|are|does) \w+|"
    r"\b(?:returns?|return) (?:true|a boolean)"
)
_DETERMINERS = frozenset("a an the all your this one its each every any my their".split())
_BELONGING = frozenset("of for from in about within to on at".split())
_VERSION = re.compile(r"v\d+")
_ADJECTIVE = re.compile(r"\w+(?:ing|[^e]ed|ical|ly)")
_COUNTED = frozenset(("result", "item", "record", "entry", "object", "resource", "set"))
_NAMES = frozenset(("name", "id", "identifier"))
_REACH = 26
"""How many words of a sentence are read."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as verb and object."""

    verb: str
    """An infinitive, or empty where the sentence has no verb that a tool could go by."""
    known: bool
    """Whether the verb stands in the table; another was recognised by its place alone."""
    joined: str
    """A second verb: "search and book" → "book"."""
    words: tuple[str, ...]
    """The object's words in the singular, head last, words that say nothing left out."""
    context: tuple[str, ...]
    """Nouns after `of`, `for` and their like, in the singular."""
    parents: tuple[str, ...]
    """Those of them that the object belongs to: "the comments of a post"."""
    plural: bool
    """Whether more than one thing is meant."""
    whether: bool
    """Whether a yes or a no is asked for."""
    counted: bool
    """Whether the number of things is asked for."""
    detailed: bool
    """Whether details of one thing are asked for."""
    text: str
    """The sentence in lower case, for rules that look for phrases."""

    @property
    def head(self) -> str:
        """The last word of the object, or empty."""
        return self.words[-1] if self.words else ""


@lru_cache(maxsize=50_000)
def parse_sentence(text: str) -> Sentence:
    """The first sentence of a plain description."""
    said = _BRACKETS.sub(" ", text[:400].lower().replace("’", "'"))
    said = re.sub(r"\s+", " ", said).strip()
    found = _SENTENCE.search(said)
    sentence = said[: found.start()] if found else said
    stripped = _NAMED_LEAD.sub("", _LEAD.sub("", sentence, count=1), count=1)
    stripped = API_TO.sub("", stripped)
    tokens = [token for token in _TOKEN.findall(stripped) if not _VERSION.fullmatch(token)]
    if tokens[:1] and tokens[0] in ("bulk", "batch"):
        tokens = tokens[1:]
    verb, known, rest = _verb(tokens)
    joined = ""
    if len(rest) > 1 and rest[0] in ("and", "or", "&", ",") and (other := infinitive(rest[1])):
        joined, rest = other, rest[2:]
    words, plural, context, parents, marks = _object(rest)
    return Sentence(
        verb=verb,
        known=known,
        joined=joined,
        words=words,
        context=context,
        parents=parents,
        plural=plural or "list" in marks,
        whether=_WHETHER.search(sentence) is not None,
        counted="number" in marks or verb == "count",
        detailed="detail" in marks,
        text=sentence[:240],
    )


def _verb(tokens: list[str]) -> tuple[str, bool, list[str]]:
    for position, token in enumerate(tokens[:2]):
        verb = infinitive(token)
        if verb and (token != verb or position == 0):
            return verb, True, tokens[position + 1 :]
    if len(tokens) > 1 and (unknown := infer_verb(tokens[0], tokens[1])):
        return unknown, False, tokens[1:]
    return "", False, tokens


def infer_verb(word: str, following: str) -> str:
    """The infinitive of a lower-case word that must be a verb, since an article follows it; or "".

    "Unassigns a shelf": no table has the verb, its place makes it one.
    """
    if following not in _DETERMINERS or word in _DETERMINERS or not word.isalpha():
        return ""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _object(
    tokens: list[str],
) -> tuple[tuple[str, ...], bool, tuple[str, ...], tuple[str, ...], frozenset[str]]:
    phrases, joins = _phrases(tokens)
    position, marks = _noun(phrases, joins)
    empty, generic = words_of("sentences", "empty"), words_of("sentences", "generic")
    chosen = [word for word in phrases[position] if word not in empty]
    while len(chosen) > 1 and re.fullmatch(r"\w+(?:[^e]ed|ly)", chosen[-1]):
        chosen = chosen[:-1]
    head = chosen[-1] if chosen else ""
    plural = bool(head) and singular(head) != head
    first = phrases[position][0] if phrases[position] else ""
    if first in ("a", "an", "one") or ("detail" in marks and not plural):
        plural = False
    context = tuple(
        singular(word)
        for phrase in phrases[position + 1 : position + 3]
        for word in phrase
        if word not in empty
    )
    parents = tuple(
        singular(word)
        for join, phrase in zip(_carried(joins[position:]), phrases[position + 1 :], strict=False)
        if join in _BELONGING
        for word in phrase
        if word not in empty
    )
    words = tuple(singular(word) for word in chosen if word.replace("-", "").isalnum())
    while len(words) > 1 and words[-1] in generic and not _is_one_thing(words[-2], words[-1]):
        if words[-1] == "list":
            marks.add("list")
        elif words[-1] not in ("type", "result"):
            marks.add("detail")
        told = words[-1]
        words, chosen = words[:-1], chosen[:-1]
        plural = singular(chosen[-1]) != chosen[-1] or (told in _COUNTED and plural)
    if "detail" in marks and not plural:
        marks.discard("list")  # `a variety of information about an author`
    return words[-4:], plural, context, parents, frozenset(marks)


def _carried(joins: list[str]) -> list[str]:
    """`for a host, or a URL`: what a comma or an `or` joins belongs where the first one does."""
    carried: list[str] = []
    for join in joins:
        carried.append(carried[-1] if carried and join in (",", "or", "and") else join)
    return carried


def _phrases(tokens: list[str]) -> tuple[list[list[str]], list[str]]:
    """The words between prepositions, and the prepositions."""
    empty, stops = words_of("sentences", "empty"), words_of("sentences", "stops")
    phrases: list[list[str]] = [[]]
    joins: list[str] = []
    for word in tokens[:_REACH]:
        last = phrases[-1]
        if word in ("given", "provided", "available") and empty.issuperset(last):
            continue  # `a given postcode`
        if word == "," or word in stops or word in ("of", "about"):
            if last:
                phrases.append([])
                joins.append(word)
            elif joins:
                joins[-1] = word
        elif len(phrases) <= 5:
            last.append(word)
    return phrases, joins


def _noun(phrases: list[list[str]], joins: list[str]) -> tuple[int, set[str]]:
    """Which phrase has the real noun, and what the phrases before it say.

    `a list of recipes`, `details for a flight`, `the number of followers`.
    """
    empty, generic = words_of("sentences", "empty"), words_of("sentences", "generic")
    lists, details = words_of("sentences", "lists"), words_of("sentences", "details")
    marks: set[str] = set()
    position = 0
    while position + 1 < len(phrases) and position < 3:
        here = [word for word in phrases[position] if word not in empty]
        join = joins[position]
        if not here:
            if join in ("of", "or", "and") or not phrases[position]:
                position += 1
                continue
            break
        last = singular(here[-1])
        if here == ["number"] and join == "of":
            if phrases[position][0] in ("the", "number", "total"):
                marks.add("number")
        elif join in ("and", "or", ",") and here[-1] in words_of("nouns", "qualifiers"):
            pass  # `annual or quarterly metrics`
        elif last in _NAMES and len(here) < 3 and _names_of(joins[position:]):
            pass  # `the name and the id of all products`
        elif last in lists and join == "of":
            marks.add("list")
        elif last in generic and len(here) == 1 and (join == "of" or last in details):
            marks.add("detail")
        elif here[-1] != "order" or join != "of":
            break
        position += 1
    return position, marks


def _is_one_thing(before: str, last: str) -> bool:
    """Whether a word that says little belongs to the thing: learning resources, a shopping list."""
    if last == "list":
        return before in words_of("nouns", "listed")
    return _ADJECTIVE.fullmatch(before) is not None


def _names_of(joins: list[str]) -> bool:
    """Whether what follows is what the names belong to, perhaps after a second one."""
    return joins[0] == "of" or (joins[0] == "and" and joins[1:2] == ["of"])
