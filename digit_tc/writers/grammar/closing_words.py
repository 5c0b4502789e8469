"""The table of words that closings are made of, and how its patterns are chosen and filled."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("closings.yaml").read_text("utf-8")
)


@cache
def closing_words(group: str) -> frozenset[str]:
    """One group of words of the table: `closing_words("dull")`."""
    return frozenset(str(_TABLE[group]).split())


def unit_of(words: str) -> tuple[str, str] | None:
    """A unit in the singular and in the plural, by the last words of a field's name."""
    found = _TABLE["units"].get(words)
    return (found[0], found[1]) if found else None


def reason_for(code: str) -> str | None:
    """What the short name of an error says, as a clause: `not_found` → "it was not found"."""
    table = {str(key): str(said) for key, said in _TABLE["reasons"].items()}
    return table.get(code)


class Patterns:
    """The sentence patterns of one closing: none is used twice before all have been used."""

    def __init__(self, rng: random.Random, manner: str) -> None:
        self.rng = rng
        self.terse = manner == "terse"
        self._used: list[str] = []

    def fill(self, part: str, form: str, slots: Mapping[str, str]) -> str:
        """A pattern of the table with its slots filled, beginning with a capital letter."""
        forms = _TABLE[part]
        if form in ("plain", "told") and self.terse:
            form = "terse"
        patterns = forms[form]
        if slots.get("s") and not _may_begin(slots["s"]):
            patterns = [one for one in patterns if not one.startswith("{s}")]
        pattern = self.choose(patterns)
        # A quotation before a colon looks like a key of JSON.
        text = pattern.format_map(slots).replace('":', '" –')
        return begin(text)

    def choose_answer(self, answers: Sequence[str]) -> str:
        """One of several whole answers, if possible one that begins like none before."""
        begun = {" ".join(answer.split()[:2]): answer for answer in answers}
        start = self.choose(list(begun))
        return begun[start]

    def choose(self, patterns: Sequence[str]) -> str:
        """One of some patterns, if possible one that was not chosen before."""
        fresh = [one for one in patterns if one not in self._used] or list(patterns)
        chosen = self.rng.choice(fresh)
        self._used.append(chosen)
        return chosen


def begin(text: str) -> str:
    """A sentence with a capital letter, but for an address or an id that begins it."""
    return text[:1].upper() + text[1:] if _may_begin(text) else text


def _may_begin(text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text else ""
    return first[:1].isupper() or first.strip('"“”,:;').replace("'", "").isalpha()


def join(parts: Sequence[str], word: str = "and") -> str:
    """Parts in a row: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    if any(f" {word} " in part for part in parts):
        return f"{', '.join(parts[:-1])}, {word} {parts[-1]}"
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
