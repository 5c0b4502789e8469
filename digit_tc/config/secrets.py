"""Keys belong in the environment: what looks like one in a run file is refused, unrepeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.records import JSON

Place = tuple[int | str, ...]

_NAMES = re.compile(
    r"(^|[_-])(api_?key|secret|password|passwd|credentials?|authorization|bearer"
    r"|(access|auth|api|bearer)_?token|key)$",
    re.IGNORECASE,
)
_VALUES = re.compile(
    r"\b(sk|pk|rk|gsk|hf|xai|r8|ghp|gho|glpat|nvapi|pplx|tgp|fw|csk|AIza|AKIA|ASIA)[-_]?"
    r"[A-Za-z0-9_-]{16,}|\bBearer\s+\S{8,}|\beyJ[A-Za-z0-9_-]{16,}"
)
_LOGIN = re.compile(r"^(\w+://)?[^/@\s]+@|[?&][^=]*(key|token|secret|password)=", re.IGNORECASE)
_LOGIN_IN_TEXT = re.compile(
    r"(?<=://)[^/@\s]+(?=@)|(?<=[?&])[^=&\s]*(?:key|token|secret|password)=[^&\s]+", re.IGNORECASE
)
_ADDRESSES = ("api_base",)
_SPOKEN_OF_ELSEWHERE = ("tools", "name")
"""Fields of the run file that hold free text, which may look like anything."""


def find_secrets(written: JSON, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Places of a run file that look like a key, each with what to do about it.

    The sentences never hold the value.
    """
    if isinstance(written, dict):
        for name, value in written.items():
            here = (*place, str(name))
            if len(here) == 1 and name in _SPOKEN_OF_ELSEWHERE:
                continue
            if isinstance(value, str | int) and value and _NAMES.search(str(name)):
                yield here, f"{_NOT_HERE} {_INSTEAD}"
            else:
                yield from find_secrets(value, here)
    elif isinstance(written, list | tuple):
        for number, value in enumerate(written):
            yield from find_secrets(value, (*place, number))
    elif isinstance(written, str):
        said = _fault(str(place[-1]) if place else "", written)
        if said:
            yield place, said


def mask_secrets(text: str) -> str:
    """The text without what looks like a key or the login of an address."""
    return _LOGIN_IN_TEXT.sub("...", _VALUES.sub("...", text))


_NOT_HERE = "this looks like a key, and keys are not kept in run files or on command lines."
_INSTEAD = (
    "Put it into the environment, and the variable's name into models.api_key_env where it is "
    "not the provider's usual one"
)


def _fault(name: str, value: str) -> str:
    if name == "api_key_env":
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,127}", value) and not _is_random(value):
            return ""
        return (
            "expected the name of an environment variable, such as OPENAI_API_KEY; what stands "
            "here is none, and is not shown because it may be a key"
        )
    if name in _ADDRESSES and _LOGIN.search(value):
        return (
            "the address holds a user name, a password or a key, which is not shown here. Give "
            "the address alone, and the key in the environment"
        )
    return f"{_NOT_HERE} {_INSTEAD}" if _VALUES.search(value) else ""


def _is_random(name: str) -> bool:
    digits = sum(character.isdigit() for character in name)
    return bool(_VALUES.search(name)) or (len(name) >= 20 and digits >= 4 and "_" not in name)
