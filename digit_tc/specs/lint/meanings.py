"""Parameters whose name tells more than their schema: coordinates, credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.language.words import split_identifier
from digit_tc.records import Finding
from digit_tc.specs.lint.rule import Place, Schema

_COORDINATES = frozenset(("latitude", "longitude", "lat", "lng", "lon"))
_SECRET = re.compile(
    r"(^|_)(api_?keys?|apikey|rapidapi_key|access_key|secret(_key)?|client_secret|private_key|"
    r"auth(orization)?(_token)?|bearer(_token)?|(access|api|auth|session|security)_token|token|"
    r"credentials?|x_rapidapi_(key|host))$"
)
_NOT_SECRET = re.compile(r"\b(page|pagination|cursor|next|continuation|crypto\w*|erc|nft)\b", re.I)


def coordinates(schema: Schema, place: Place) -> Iterator[Finding]:
    """A latitude or longitude told as integer becomes a number: 52.5 is one."""
    words = split_identifier(place.name)
    if schema.get("type") == "integer" and words and words[-1] in _COORDINATES:
        schema["type"] = "number"
        yield place.found("coordinate", "repaired", "A coordinate has a fraction: number.")


def credentials(schema: Schema, place: Place) -> Iterator[Finding]:
    """A key or token is noted: no person would say it in a conversation."""
    if place.role != "parameters" or schema.get("type") != "string":
        return
    name = "_".join(split_identifier(place.name))
    words = f"{name.replace('_', ' ')} {schema.get('description', '')}"
    if _SECRET.search(name) and not _NOT_SECRET.search(words):
        yield place.found("credential-parameter", "note", "The parameter asks for a credential.")
