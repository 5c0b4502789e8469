"""Namespaces and labels."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath


def namespace_of(told: str, *, stem: bool = False) -> str:
    """A namespace of `[A-Za-z0-9_.-]`, at most 64 long; with `stem` from a file's name."""
    if stem:
        told = PurePosixPath(told).stem or told
    plain = unicodedata.normalize("NFKD", told[:500]).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain).strip("-.")
    return plain[:64].strip("-.") or "tools"
