"""Every exception of ours stands in the tree that `digit_tc/errors.py` draws."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path

from digit_tc import errors

ROOT = Path(__file__).parents[2]
FOREIGN = {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


def exceptions_in(sources: list[str]) -> dict[str, str]:
    """Name → base of every class that is an exception, through however many bases."""
    bases = {
        found.name: [ast.unparse(base).rpartition(".")[2] for base in found.bases]
        for source in sources
        for found in ast.walk(ast.parse(source))
        if isinstance(found, ast.ClassDef)
    }
    known: dict[str, str] = {}
    while True:
        more = {
            name: base
            for name, above in bases.items()
            for base in above
            if name not in known and (base in FOREIGN or base in known)
        }
        if not more:
            return known
        known |= more


def drawn(text: str) -> dict[str, str]:
    """Name → name above it, in a tree of `├──` and `└──`."""
    tree: dict[str, str] = {}
    above = ["Exception"]
    for line in text.splitlines():
        found = re.match(r"((?:│   |    )*(?:├── |└── )?)([A-Z]\w+)(?:  |$)", line)
        if found and (found[1] or found[2] == "DigitError"):
            depth = len(found[1]) // 4
            above[depth + 1 :] = [found[2]]
            tree[found[2]] = above[depth]
    return tree


def test_the_tree_is_drawn_as_it_is_and_no_exception_stands_outside() -> None:
    folders = ("digit_tc", "flows", "tasks")
    sources = [
        path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py")
    ]
    assert exceptions_in(sources) == drawn(errors.__doc__ or "")


def test_an_exception_outside_the_tree_is_seen() -> None:
    planted = (
        "class Lost(module.DeepError): ...\nclass DeepError(LookupError): ...\nclass C(A): ..."
    )
    assert exceptions_in([planted]) == {"Lost": "DeepError", "DeepError": "LookupError"}
