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


_COMMON = frozenset(
    ("id ids name names url urls uri type types date dates time times start end from to min max "
     "number num count code codes key keys user users list lists value values page pages size "
     "limit lat lon lng long latitude longitude first last by of in is has with max min start "
     "end query search text title token api app auth game games team teams player players match "
     "league season product products category categories country countries state city zip zipcode "
     "postal address phone email mail file files image images video videos song songs track artist "
     "album movie movies book books author news article articles topic topics keyword keywords "
     "language lang currency symbol ticker coin coins stock price prices amount rate rates year "
     "month day days week hour hours minutes seconds period interval format output input order "
     "sort status level mode channel message post posts comment comments group event events venue "
     "place places location region radius distance width height weight age gender color colour "
     "font domain ip host port path username password account bank card payment cart item items "
     "quantity total score rating review reviews hotel hotels room rooms flight flights airport "
     "airline car cars vehicle property properties agent house recipe recipes food ingredient "
     "ingredients meal diet exercise muscle body job jobs company companies business word words "
     "phrase sentence quote quotes joke fact facts source target origin destination departure "
     "arrival return check out in new old single multi base unit units offset cursor next prev "
     "section sub series chapter verse tag tags label labels filter filters option options field "
     "fields data info details profile picture photo photos playlist show shows episode episodes "
     "station line route stop stops zone timezone iso alpha").split()
)  # fmt: skip


@lru_cache(maxsize=100_000)
def words_in(name: str, description: str = "") -> tuple[str, ...]:
    """Words of an identifier, also of one written without any separator.

    `productid` with the description "identifier of the product" gives ("product", "id"). Words are
    taken from the description and from a list of common parameter words; a name that cannot be cut
    into such words is left whole.
    """
    words: list[str] = []
    for word in split_identifier(name):
        if len(word) < 6 or word in _COMMON:
            words.append(word)
        else:
            words.extend(_segmented(word, description))
    return tuple(words)


def is_common(word: str) -> bool:
    """Whether a lower-case word is usual in names of parameters, so that it tells what it means."""
    return word in _COMMON


_WORD = re.compile(r"[a-z]{3,}")


@lru_cache(maxsize=50_000)
def _segmented(word: str, description: str) -> tuple[str, ...]:
    told = set(_WORD.findall(description.lower()))
    if word in told or not word.isalpha():
        return (word,)
    known = told | _COMMON
    # best[i] is the cut of word[:i] into the fewest known words, or None.
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for stop in range(2, len(word) + 1):
        for start in range(max(0, stop - 16), stop - 1):
            before = best[start]
            if before is None or word[start:stop] not in known:
                continue
            cut = (*before, word[start:stop])
            current = best[stop]
            if current is None or len(cut) < len(current):
                best[stop] = cut
    return best[-1] or (word,)
