"""The word tables: read once, checked as they are read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from digit_tc.records.profile import EFFECTS, Effect

_FOLDER = Path(__file__).with_name("tables")
_WORD = re.compile(r"[a-z][a-z0-9_'-]*")


@cache
def words_of(table: str, group: str) -> frozenset[str]:
    """One group of words: `words_of("parameters", "paging")`.

    Raises ValueError where a word of the table is none, or where a word stands twice in a group.
    """
    return _checked(table, group, _table(table)[group])


@cache
def effects_by_verb() -> dict[str, Effect | None]:
    """What each known verb does to the world; None for those that say nothing of it.

    Raises ValueError where a verb stands in two places.
    """
    found: dict[str, Effect | None] = {}
    groups: tuple[tuple[str, Effect | None], ...] = (
        *((effect, effect) for effect in EFFECTS),
        ("empty", None),
    )
    for group, effect in groups:
        for verb in words_of("verbs", group):
            if verb in found:
                raise ValueError(f"verbs.yaml has `{verb}` twice.")
            found[verb] = effect
    return found


@cache
def made_by(verb: str) -> str:
    """What a creating verb brings into being (`book` → "booking"); empty for its object."""
    made = _table("verbs")["makes"].get(verb, "")
    return str(made)


@cache
def state_after(verb: str) -> str:
    """The state in which a verb leaves a thing (`cancel` → "cancelled"); empty for most."""
    return str(_table("verbs")["leaves"].get(verb, ""))


@cache
def known_states() -> frozenset[str]:
    """Words for states: those that verbs leave and those that stand before nouns."""
    return words_of("verbs", "states") | frozenset(_table("verbs")["leaves"].values())


@cache
def infinitive(word: str) -> str | None:
    """The infinitive of a known lower-case verb in any present form; None where it is no verb."""
    verbs = effects_by_verb()
    if word in verbs:
        return word
    if word.endswith("ies") and word[:-3] + "y" in verbs:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2] in verbs:
        return word[:-2]
    if word.endswith("s") and word[:-1] in verbs:
        return word[:-1]
    if word.endswith("ing"):
        stem = word[:-3]
        single = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        for candidate in (stem, stem + "e", single):
            if candidate in verbs:
                return candidate
    return None


@cache
def _table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8"))
    return loaded


def _checked(table: str, group: str, told: Any) -> frozenset[str]:
    words = (" ".join(told) if isinstance(told, list) else str(told)).split()
    for word in words:
        if not _WORD.fullmatch(word):
            raise ValueError(f"{table}.yaml, {group}: `{word}` is no word.")
    if len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        raise ValueError(f"{table}.yaml, {group}: `{twice}` stands twice.")
    return frozenset(words)
