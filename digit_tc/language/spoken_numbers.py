"""Numbers as people write them: `1,200`, `three`, `twenty-five`, `2.5 million`, `the 3rd`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: number for number, word in enumerate(_ONES)}
_TEN = {word: 20 + 10 * number for number, word in enumerate(_TENS)}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        1,
    )
}
_UNITS = (
    "km|m|mi|kg|g|mg|lbs?|oz|cm|mm|gb|mb|tb|kb|mins?|hrs?|h|secs?|s|ms|x|px|pt|c|f|mph|kph|kmh|kw"
    "|kwh|w|v|l|ml|ft|in|usd|eur|gbp|jpy|chf|cad|aud|bn|pm2|sqm|sqft|nights?|days?|people"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![\w.])(?<!\w[/:@#&+'_])(?<!\d,)(?P<sign>(?<![\w)-])[-−])?(?<![A-Za-z]-)(?P<n>{_DIGITS})"
    rf"(?!\d)(?![.,:/]\d)(?P<k>[kK](?![A-Za-z]))?(?P<u>(?:{_UNITS})(?![A-Za-z]))?(?![A-Za-z_])"
    r"(?P<scale> (?:thousand|million|billion)\b)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![\w./:-])(?:0|[1-9]\d{0,5})[-–](?:0|[1-9]\d{0,5})(?![\w/:-]|\.\d)")
_PARTS = re.compile(r"\d+")
_WORD = "|".join(sorted((*_SMALL, *_TEN), key=len, reverse=True))
_WORDS = re.compile(
    rf"(?<![\w-])(?:(?:minus|negative) )?(?:an? (?:hundred|thousand|million|dozen)|(?:{_WORD}))"
    rf"(?:[ -](?:and )?(?:{_WORD}|hundred|thousand|million|billion))*(?![\w])",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,/:-])(?:{_DIGITS})(?: ?%| percent\b| per cent\b)", re.IGNORECASE)
_RANKED = re.compile(
    r"(?<![\w.,-])\d+(?:st|nd|rd|th)\b|\b(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth)\b|(?<=\bthe )(?:first|second)\b",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """A number in a text."""

    start: int
    end: int
    value: float | int


def figures_in(text: str) -> Iterator[Figure]:
    """Numbers in digits, each without currency, unit or per cent sign; `-5` has its sign.

    What belongs to an id, a date, a time or a version is none: `FL-100`, `2026-03-12`, `1.2.3`.
    """
    for match in _FIGURE.finditer(text):
        value = _plain(match["n"])
        start = match.start("n")
        after = text[match.end("n") : match.end("n") + 2]
        if after[:1] in "-–" and after[1:].isdigit():
            continue
        if text[start - 1 : start] in ("-", "–") and not match["sign"]:
            continue
        if match["sign"]:
            start, value = match.start("sign"), -value
        if not match["k"] and not match["scale"]:
            yield Figure(start, match.end("n"), value)
    for match in _RANGE.finditer(text):
        for part in _PARTS.finditer(text, match.start(), match.end()):
            yield Figure(part.start(), part.end(), _plain(part[0]))


def worded_in(text: str) -> Iterator[Figure]:
    """Numbers in words, or in digits with a scale: `twenty-five`, `a hundred`, `5k`."""
    for match in _WORDS.finditer(text):
        value = number_of(match[0])
        if value is not None:
            yield Figure(match.start(), match.end(), value)
        else:
            # "one two three" is no number, but each of its words is.
            for word in re.finditer(r"[A-Za-z]+", match[0]):
                single = _SMALL.get(word[0].lower(), _TEN.get(word[0].lower()))
                if single is not None:
                    begin = match.start() + word.start()
                    yield Figure(begin, begin + len(word[0]), single)
    for match in _FIGURE.finditer(text):
        if match["k"] or match["scale"]:
            end = match.end("scale") if match["scale"] else match.end("k")
            value = number_of(text[match.start("n") : end])
            if value is not None:
                yield Figure(match.start("n"), end, value)


def percents_in(text: str) -> Iterator[Figure]:
    """`50%` as 0.5."""
    for match in _PERCENT.finditer(text):
        yield Figure(match.start(), match.end(), percent_of(match[0]))


def ranks_in(text: str) -> Iterator[Figure]:
    """`3rd`, `third`, `the first`."""
    for match in _RANKED.finditer(text):
        yield Figure(match.start(), match.end(), rank_of(match[0]))


def percent_of(text: str) -> float:
    """The share that `50%` means. Raises ValueError for anything else."""
    plain = text.strip()
    if not _PERCENT.fullmatch(plain):
        raise ValueError(f"{text!r} is not a share such as 50%")
    number = re.match(_DIGITS, plain)
    assert number is not None  # noqa: S101
    # Through decimal figures, so that 15 % is 0.15 and not 0.15000000000000002.
    return float(f"{number[0].replace(',', '')}e-2")


def rank_of(text: str) -> int:
    """The number that an ordinal means. Raises ValueError for anything else."""
    plain = text.strip().lower()
    if plain in _ORDINALS:
        return _ORDINALS[plain]
    if not re.fullmatch(r"\d{1,9}(?:st|nd|rd|th)", plain):
        raise ValueError(f"{text!r} is not an ordinal such as 3rd")
    return int(plain[:-2])


def number_of(text: str) -> float | int | None:
    """The number that words mean, None where they mean none: `one hundred and five` → 105."""
    words = re.sub(r"[\s-]+", " ", text.strip().lower()).split(" ")
    sign = 1
    if words[0] in {"minus", "negative"}:
        sign, words = -1, words[1:]
    if len(words) == 1 and re.fullmatch(rf"(?:{_DIGITS})k", words[0]):
        return sign * _whole(_plain(words[0][:-1]) * 1_000)
    if len(words) == 2 and words[1] in _SCALES and re.fullmatch(_DIGITS, words[0]):
        return sign * _whole(_plain(words[0]) * _SCALES[words[1]])
    if words == ["a", "dozen"]:
        return sign * 12
    if words[:1] in (["a"], ["an"]) and len(words) > 1:
        words = ["one", *words[1:]]
    total = _counted(words)
    return None if total is None else sign * total


def _counted(words: list[str]) -> int | None:
    total = group = 0
    last = 10**12  # the size of the part before; each part must be smaller
    scale = 10**12
    joined = False
    for position, word in enumerate(words):
        if word == "and":
            if not position or position == len(words) - 1 or group % 100:
                return None
            joined = True
            continue
        if word in _SMALL:
            size = 1 if last == 10 else 20
            if (last == 10 and not 0 < _SMALL[word] < 10) or last <= 1 or last == 20:
                return None
            group, last = group + _SMALL[word], min(size, 20)
        elif word in _TEN:
            if last <= 20:
                return None
            group, last = group + _TEN[word], 10
        elif word == "hundred":
            if joined or not 0 < group < 10 or last == 100:
                return None
            group, last = group * 100, 100
        elif word in _SCALES:
            if not group or _SCALES[word] >= scale:
                return None
            scale = _SCALES[word]
            total, group, last, joined = total + group * scale, 0, scale, False
        else:
            return None
    return total + group if words else None


def _plain(digits: str) -> float | int:
    plain = digits.replace(",", "")
    # What no float can hold is infinite: whoever compares numbers must not fail over one.
    return float(plain) if "." in plain or len(plain) > 300 else int(plain)


def _whole(number: float | int) -> float | int:
    return int(number) if isinstance(number, float) and number.is_integer() else number
