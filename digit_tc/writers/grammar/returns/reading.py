"""What a tool gives, read from its name and the first sentence of its description."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digit_tc.language.verbs import VERBS, plain_form
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Tool

_TOOL_WORDS = r"(?:endpoint|api|function|tool|operation|method|route|service)"
_LEAD = re.compile(
    rf"^(?:(?:this|the|an?) )?(?:\w+ )?{_TOOL_WORDS}?,? ?(?:that |which )?"
    r"(?:is used to|can be used to|used to|use this to|will|allows? (?:you|users?|one) to|"
    r"lets? (?:you|users?)|enables? (?:you|users?) to|helps? (?:you |users? )?(?:to )?|to) ",
)
_PLAIN_LEAD = re.compile(rf"^(?:this|the|an?|helper) (?:\w+ )?{_TOOL_WORDS} ")
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"'`])[.!](?:\s|$)|[;(\n]")
_BRACKETS = re.compile(r"\([^()]*\)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9+'&-]*|,")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOPS = _words(
    """
    for in from at on to within by with around near between into under during against across
    using based given via through , that which where whose and or per when if including such
    as associated related available provided matching over after before without has have is
    are was
    """
)
_EMPTY = _words(
    """
    a an the all any each every given specific specified certain particular provided various
    available detailed comprehensive full complete one single new multiple some several
    current latest requested basic general nearby nearest closest best upcoming existing your
    user's up-to-date valid relevant
    desired possible unique total more additional different many this its their popular two
    """
)
_GENERIC = _words(
    """
    list detail information info data set collection result record entry item object
    overview summary page array batch content datum variety series selection range response
    feed metadata resource result instance kind type copy value
    """
)
"""Nouns that say nothing as long as an `of` or a word before them says more."""
_LISTS = _words("list set collection array batch variety selection series page")
_DETAILS = _words("detail information info data datum metadata overview summary profile statistic")
_NAMED_NOISE = _words("api v1 v2 v3 v4 id ids json get fetch by endpoint is the a all new")
_WHETHER = re.compile(
    r"^(?:\w+ )(?:if|whether|that)\b|^(?:is|has|can|are|does) \w+|"
    r"\b(?:returns?|return) (?:true|a boolean)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The verb and the object of a tool."""

    verb: str
    """An infinitive, or empty where only a noun is told."""
    words: tuple[str, ...]
    """The object's words in the singular, head last, empty words left out."""
    context: tuple[str, ...]
    """Nouns after `of`, `for` and their like, in the singular."""
    plural: bool
    """Whether more than one is meant."""
    whether: bool
    """Whether a yes or a no is asked for."""
    counted: bool
    """Whether the number of things is asked for."""
    detailed: bool
    """Whether details of one thing are asked for."""
    text: str
    """Name and first sentence in lower case, for rules that look for phrases."""

    @property
    def head(self) -> str:
        """The last word of the object, or empty."""
        return self.words[-1] if self.words else ""


def read(tool: Tool) -> Reading:
    """The reading of one tool; a description without a verb leaves the verb to the name."""
    name = split_identifier(tool.name)
    said = _BRACKETS.sub(" ", tool.description[:400].lower().replace("’", "'"))
    said = re.sub(r"\s+", " ", said).strip()
    found = _SENTENCE.search(said)
    sentence = said[: found.start()] if found else said
    stripped = _LEAD.sub("", sentence, count=1)
    stripped = _PLAIN_LEAD.sub("", stripped, count=1)
    tokens = _TOKEN.findall(stripped)
    verb, rest = _verb(tokens)
    if not verb and name and (own := plain_form(name[0])):
        verb = own
    if len(rest) > 2 and rest[0] in ("and", "or") and plain_form(rest[1]):
        rest = rest[2:]
    words, plural, context, marks = _object(rest)
    if not words:
        words, plural = _from_name(name)
    whether = _WHETHER.search(sentence) is not None or (
        bool(name) and name[0] in ("is", "has", "can")
    )
    return Reading(
        verb=verb,
        words=words,
        context=context,
        plural=plural or "list" in marks,
        whether=whether,
        counted="number" in marks or verb == "count",
        detailed="detail" in marks,
        text=" ".join(name) + " | " + sentence[:240],
    )


def _verb(tokens: list[str]) -> tuple[str, list[str]]:
    for position, token in enumerate(tokens[:2]):
        verb = plain_form(token)
        if verb and (token != verb or position == 0):
            return verb, tokens[position + 1 :]
    return "", tokens


def named_object(tool: Tool) -> tuple[tuple[str, ...], bool]:
    """What the tool's name alone speaks of: its words, and whether many are meant."""
    words, plural = _from_name(split_identifier(tool.name))
    while len(words) > 1 and words[-1] in _GENERIC:
        words, plural = words[:-1], words[-1] == "list"
    return words, plural


def _object(
    tokens: list[str],
) -> tuple[tuple[str, ...], bool, tuple[str, ...], frozenset[str]]:
    phrases, joins = _phrases(tokens)
    position, marks = _noun(phrases, joins)
    chosen = [word for word in phrases[position] if word not in _EMPTY]
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
        if word not in _EMPTY
    )
    words = tuple(singular(word) for word in chosen if word.replace("-", "").isalnum())
    while len(words) > 1 and words[-1] in _GENERIC:
        if words[-1] == "list":
            marks.add("list")
        elif words[-1] not in ("type", "result"):
            marks.add("detail")
        told = words[-1]
        words, chosen = words[:-1], chosen[:-1]
        plural = singular(chosen[-1]) != chosen[-1] or (told == "result" and plural)
    return words[-4:], plural, context, frozenset(marks)


def _from_name(name: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    words = [word for word in name if word not in _NAMED_NOISE and not word.isdigit()]
    if len(words) > 1 and words[0] in VERBS:
        words = words[1:]
    if "by" in name and name.index("by") > 0:
        before = [word for word in name[: name.index("by")] if word in words]
        words = before or words
    plural = bool(words) and singular(words[-1]) != words[-1]
    return tuple(singular(word) for word in words)[-3:], plural


def _phrases(tokens: list[str]) -> tuple[list[list[str]], list[str]]:
    """The words between prepositions, and the prepositions."""
    phrases: list[list[str]] = [[]]
    joins: list[str] = []
    for word in tokens[:26]:
        last = phrases[-1]
        if word in ("given", "provided", "available") and last and _EMPTY.issuperset(last):
            continue  # `a given postcode`
        if word in _STOPS or word in ("of", "about"):
            if last:
                phrases.append([])
                joins.append(word)
            elif joins:
                joins[-1] = word
        elif len(phrases) <= 3:
            last.append(word)
    return phrases, joins


def _noun(phrases: list[list[str]], joins: list[str]) -> tuple[int, set[str]]:
    """Which phrase has the real noun, and what the phrases before it say.

    `a list of recipes`, `details for a flight`, `the number of followers`.
    """
    marks: set[str] = set()
    position = 0
    while position + 1 < len(phrases) and position < 3:
        here = [word for word in phrases[position] if word not in _EMPTY]
        join = joins[position]
        if not here:
            if join == "of" or not phrases[position]:
                position += 1
                continue
            break
        last = singular(here[-1])
        if last == "number" and join == "of":
            if phrases[position][0] in ("the", "number", "total"):
                marks.add("number")
        elif last in _LISTS and join == "of":
            marks.add("list")
        elif last in _GENERIC and len(here) == 1 and (join == "of" or last in _DETAILS):
            marks.add("detail")
        elif last != "order" or join != "of":
            break
        position += 1
    return position, marks
