"""What a tool says that it does: its own first sentence, and its name for the rest."""

from __future__ import annotations

from dataclasses import replace

from digit_tc.language.words import singular, split_identifier
from digit_tc.records.tool import Tool
from digit_tc.semantics.profiles import profile_of
from digit_tc.semantics.sentence import Sentence, parse_sentence
from digit_tc.semantics.vocabulary import effects_by_verb, infinitive, words_of

_ASKING = frozenset(("is", "has", "can"))
_MOST_WORDS = 3


def sentence_of(tool: Tool) -> Sentence:
    """The sentence of a tool; a description without a verb or an object leaves it to the name.

    `text` holds the words of the name as well, before ` | `.
    """
    name = split_identifier(tool.name)
    said = parse_sentence(profile_of(tool).purpose)
    words, plural = _object_of_name(name)
    return replace(
        said,
        verb=said.verb or (infinitive(name[0]) if name else "") or "",
        words=said.words or words,
        plural=said.plural if said.words else plural or said.plural,
        whether=said.whether or not _ASKING.isdisjoint(name[:1]),
        text=f"{' '.join(name)} | {said.text}",
    )


def named_object(tool: Tool) -> tuple[tuple[str, ...], bool]:
    """What the tool's name alone speaks of: its words, and whether many are meant."""
    words, plural = _object_of_name(split_identifier(tool.name))
    while len(words) > 1 and words[-1] in words_of("sentences", "generic"):
        words, plural = words[:-1], words[-1] == "list"
    return words, plural


def _object_of_name(name: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    technique = words_of("names", "technique")
    words = [word for word in name if word not in technique and not word.isdigit()]
    if len(words) > 1 and words[0] in effects_by_verb():
        words = words[1:]
    if "by" in name and name.index("by") > 0:
        before = [word for word in name[: name.index("by")] if word in words]
        words = before or words
    plural = bool(words) and singular(words[-1]) != words[-1]
    return tuple(singular(word) for word in words)[-_MOST_WORDS:], plural
