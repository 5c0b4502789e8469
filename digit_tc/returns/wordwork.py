"""Work on texts that has one right answer."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote

from digit_tc.records import JSON


def palindrome(text: str) -> dict[str, JSON]:
    """Whether a text reads the same backwards, case and punctuation aside."""
    letters = [letter for letter in text.lower() if letter.isalnum()]
    found = letters == letters[::-1]
    return {"is_palindrome": found, "result": f"{'a' if found else 'not a'} palindrome"}


def anagram(one: str, other: str) -> dict[str, JSON]:
    """Whether two texts have the same letters."""
    found = _letters(one) == _letters(other)
    return {"is_anagram": found, "result": f"{'an' if found else 'not an'} anagram"}


def _letters(text: str) -> list[str]:
    return sorted(letter for letter in text.lower() if letter.isalnum())


def occurrences(text: str, part: str) -> dict[str, JSON]:
    """How often a part stands in a text, case aside."""
    return {"occurrences": text.lower().count(part.lower())}


def to_base64(text: str) -> dict[str, JSON]:
    """A text in Base64."""
    return {"encoded_text": base64.b64encode(text.encode()).decode()}


def from_base64(text: str) -> dict[str, JSON]:
    """The text that a Base64 text stands for; ValueError where it is none."""
    return {"decoded_text": base64.b64decode(text, validate=True).decode()}


def to_url(text: str) -> dict[str, JSON]:
    """A text as it may stand in a URL."""
    return {"encoded_url": quote(text, safe="")}


_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def hashed(text: str, algorithm: str, told: str) -> dict[str, JSON] | None:
    """The hexadecimal digest of a text; `told` names the algorithm where no argument does."""
    name = algorithm.lower().replace("-", "").replace("_", "")
    if not name:
        said = told.replace("-", "")
        name = next((one for one in _HASHES if one in said), "sha256")
    if name not in _HASHES:
        return None
    return {"hash": hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()}
