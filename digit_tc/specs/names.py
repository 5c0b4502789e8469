"""Namespaces, labels, and names of any script in Latin letters."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from text_unidecode import unidecode


def namespace_of(told: str, *, stem: bool = False) -> str:
    """A namespace of `[A-Za-z0-9_.-]`, at most 64 long; with `stem` from a file's name."""
    if stem:
        told = PurePosixPath(told).stem or told
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", unidecode(told[:500])).strip("-.")
    return plain[:64].strip("-.") or "tools"


def spell_in_latin(name: str, joints: str) -> str:
    """A name in ASCII letters, digits and the joints; all else becomes `_`, at neither end.

    `größe` → `grosse`, `天気` → `Tian_Qi`, `Ort / Stadt` → `Ort_Stadt`; empty where no letter
    is left.
    """
    plain = re.sub(rf"[^A-Za-z0-9{re.escape(joints)}]+", "_", unidecode(name[:1000]))
    return re.sub(r"^_+|_+$", "", plain) if re.search(r"[A-Za-z0-9]", plain) else ""
