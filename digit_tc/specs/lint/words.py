"""Names and descriptions: acceptable to every provider, bounded, and free of control characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Finding
from digit_tc.specs.limits import DESCRIPTION_CHARACTERS
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.names import spell_in_latin

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff"
    "\U000e0000-\U000e007f]"
)
_ORDERS = re.compile(
    r"ignore (?:all |any )?(?:of )?(?:your|previous|prior|the above|above|earlier)\b.{0,30}"
    r"|disregard (?:all|any|your|previous|prior|the)\b.{0,20}(?:instruction|prompt|rule)"
    r"|\bsystem prompt\b|\byou are now\b|\bdo not (?:tell|inform|mention (?:this )?to) the user\b"
    r"|<\/?(?:system|important|instructions?)>|\boverride (?:your|all) (?:instructions|rules)\b"
    r"|\b(?:before|after) (?:using|calling) this tool,? (?:you must|always)\b|\bas an ai\b"
    r"|\breveal (?:your|the) (?:prompt|instructions)\b|\bjailbreak"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b(?: \w+){0,3} "
    r"(?:instructions?|prompts?|guidelines|previous messages?)\b"
    r"|\b(?:disregard|forget|ignore) (?:everything|anything|all)\b.{0,20}"
    r"\b(?:above|before|previous\w*|you were told)\b"
    r"|\b(?:print|repeat|reveal|output|show|leak|expose|dump|tell|display)\b(?: \w+)? your "
    r"(?:\w+ )?(?:prompt|instructions)\b|\b(?:prompt|instructions) (?:that )?you were given\b"
    r"|\bnew instructions?:|^\s*(?:system|assistant)\s*:\s"
    r"|<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|<\s*/?\s*script\b",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)


def accepted_name(name: str) -> str:
    """The name as every provider accepts it, `[A-Za-z0-9_-]{1,64}`; empty where nothing is left."""
    if _NAME.fullmatch(name):
        return name
    return spell_in_latin(name, "_-")[:64].rstrip("_")


def spoken_name(name: str) -> str:
    """The name as a sentence: `get_flow` → `Get flow.`"""
    words = " ".join(split_identifier(name))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def clean_text(text: JSON, limit: int = DESCRIPTION_CHARACTERS) -> tuple[str, list[str]]:
    """(the text, what was mended in it): control characters out, trimmed, cut at a word."""
    if not isinstance(text, str):
        return "", []
    mended = []
    cut = text[: limit * 4]
    clean = _CONTROL.sub("", cut).replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(cut):
        mended.append("control-characters")
    clean = clean.strip()
    if len(clean) > limit:
        clean = clean[: limit - 1].rsplit(" ", 1)[0].rstrip() + "…"
        mended.append("long-description")
    return clean, mended


@lru_cache(maxsize=8192)
def gives_orders(text: str) -> bool:
    """True for a description that speaks to the model instead of about the tool."""
    return bool(_ORDERS.search(text))


def descriptions(schema: Schema, place: Place) -> Iterator[Finding]:
    """Descriptions of parameters and results, bounded; orders to a model are told."""
    if "description" not in schema:
        return
    text, mended = clean_text(schema["description"])
    if text:
        schema["description"] = text
    else:
        del schema["description"]
    for rule in mended:
        yield place.found(rule, "repaired", "The description was cleaned or cut.")
    if gives_orders(text):
        yield place.found(
            "suspicious-instruction",
            "defect",
            "The description gives orders to a model; it is kept as data.",
        )
