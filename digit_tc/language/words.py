"""Identifiers as words: `checkInDate`, `check_in_date` and `check-in.date` are the same to us."""

from __future__ import annotations

import re
from functools import lru_cache

_BOUNDARY = re.compile(
    r"[^A-Za-z0-9]+"  # separators of any kind
    r"|(?<=[a-z0-9])(?=[A-Z])"  # checkIn
    r"|(?<=[A-Z])(?=[A-Z][a-z])"  # HTTPServer
    r"|(?<=[A-Za-z])(?=[0-9])(?![0-9]*[A-Z]\b)"  # number1
)
_UNCHANGED = frozenset(
    ("status address business class process progress access canvas bus gas series species news "
     "analysis basis axis lens bias atlas campus census virus focus bonus chess glass loss "
     "express success wireless sms dns gps aws cors sales always this has is was https css "
     "kubernetes tennis physics diagnosis synopsis hypothesis").split()
)  # fmt: skip
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "indices": "index",
    "matrices": "matrix", "vertices": "vertex", "criteria": "criterion", "data": "data",
    "media": "media", "movies": "movie", "cookies": "cookie", "calories": "calorie",
    "leaves": "leaf", "lives": "life", "shelves": "shelf", "knives": "knife", "feet": "foot",
    "geese": "goose", "mice": "mouse", "teeth": "tooth", "series": "series", "aliases": "alias",
    "statuses": "status", "addresses": "address", "buses": "bus", "zombies": "zombie",
    "analyses": "analysis", "caches": "cache", "axes": "axis", "ties": "tie", "pies": "pie",
    "dies": "die", "selfies": "selfie", "heroes": "hero", "potatoes": "potato",
    "tomatoes": "tomato", "echoes": "echo",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def split_identifier(name: str) -> tuple[str, ...]:
    """Lower-case words of an identifier: `checkInDate2` → ("check", "in", "date", "2")."""
    return tuple(word.lower() for word in _BOUNDARY.split(name) if word)


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The singular of one lower-case English noun; a word that is not a plural is unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED or len(word) <= 2 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    if word.endswith(("us", "is")):
        return word
    return word[:-1]


@lru_cache(maxsize=50_000)
def plural(word: str) -> str:
    """The plural of one lower-case English noun."""
    for many, one in _IRREGULAR.items():
        if one == word:
            return many
    if singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"
