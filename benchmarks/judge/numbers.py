"""Numbers as people say them: digits, words, ranks, thousands and shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .words import squeeze

ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """.split()
TENS = """
    twenty thirty forty fifty sixty seventy eighty ninety
    """.split()
NUMBER_WORDS = {word: number for number, word in enumerate(ONES)}
NUMBER_WORDS |= {word: 20 + 10 * number for number, word in enumerate(TENS)}
NUMBER_WORDS |= {
    f"{ten}{mark}{one}": NUMBER_WORDS[ten] + NUMBER_WORDS[one]
    for ten in TENS
    for one in ONES[1:10]
    for mark in "- "
}
NUMBER_WORDS |= {"a hundred": 100, "one hundred": 100, "a thousand": 1000, "one thousand": 1000}


RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


def find_numbers(text: str) -> set[float]:
    """Every number that the text says, in digits or in words."""
    found = set()
    for token in re.findall(r"(?<![\w.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", text):
        found.add(float(token.replace(",", "")))
        found.add(abs(float(token.replace(",", ""))))
    lowered = squeeze(text)
    for word, number in NUMBER_WORDS.items():
        if word in lowered and re.search(rf"\b{word}\b", lowered):
            found.add(float(number))
    return found


def write_number(value: float) -> Iterator[str]:
    """Words, ranks, shares and thousands that say a number, in small letters."""
    if float(value).is_integer() and 0 <= value < 1_000_000_000:
        yield from write_in_words(int(value))
        if 0 < value <= 12:
            yield RANKS[int(value) - 1]
        yield from (f"{int(value)}{ending}" for ending in ("st", "nd", "rd", "th"))
    if value >= 1000:
        for size, name in (
            (1_000, " thousand"),
            (1_000, "k"),
            (10**6, " million"),
            (10**9, " billion"),
        ):
            yield f"{value / size:.10g}{name}"
    yield from (f"{value * 100:.10g}{mark}" for mark in ("%", " %", " percent", " per cent"))


def write_in_words(value: int) -> Iterator[str]:
    """`two hundred and five`, with and without `and`, `-` and `a`."""
    plain = spell(value)
    for words in {plain, plain.replace(" and ", " ")}:
        for form in {words, words.replace("-", " ")}:
            yield form
            if form.startswith("one "):
                yield f"a {form[4:]}"
    if value == 12:
        yield "a dozen"


def spell(value: int) -> str:
    """`two hundred and five`."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1_000, "thousand")):
        if value >= size:
            above, below = divmod(value, size)
            join = (" and " if below < 100 else " ") if below else ""
            return f"{spell(above)} {name}{join}{spell(below) if below else ''}"
    if value >= 100:
        rest = f" and {spell(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    if value >= 20:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    return ONES[value]
