"""Other letter cases and joints of the same words, by the name of their transform."""

from __future__ import annotations

import re
from collections.abc import Callable

from .words import straighten


def join_words(text: str, mark: str) -> str:
    """The words with this mark between them."""
    return re.sub(r"[\s_-]+", mark, text.strip())


CHANGED: dict[str, Callable[[str], str]] = {
    "plain_marks": straighten,
    "lower_case": lambda text: text.lower(),
    "upper_case": lambda text: text.upper(),
    "capitalised": lambda text: text[:1].upper() + text[1:],
    "uncapitalised": lambda text: text[:1].lower() + text[1:],
    "title_case": lambda text: "".join(
        letter.upper() if not place or not (text[place - 1].isalnum() or text[place - 1] in "_'’")
        else letter.lower()
        for place, letter in enumerate(text)
    ),
    "full_stop": lambda text: text + ".",
    "sentence": lambda text: text[:1].upper() + text[1:] + ".",
    "plain_sentence": lambda text: straighten(text[:1].upper() + text[1:] + "."),
    "snake_case": lambda text: join_words(text.lower(), "_"),
    "upper_snake": lambda text: join_words(text.upper(), "_"),
    "kebab_case": lambda text: join_words(text.lower(), "-"),
    "upper_kebab": lambda text: join_words(text.upper(), "-"),
    "spaced": lambda text: join_words(text, " "),
    "spaced_lower": lambda text: join_words(text.lower(), " "),
    "unspaced": lambda text: re.sub(r"[\s-]", "", text),
    "unspaced_lower": lambda text: join_words(text.lower(), ""),
    "unspaced_upper": lambda text: join_words(text.upper(), ""),
}  # fmt: skip
