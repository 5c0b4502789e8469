"""A short hash of every prompt's words: whether a model is told the same as before."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from importlib import resources

from digit_tc.prompts.find import PROMPTS
from digit_tc.records import Role


@lru_cache(maxsize=1)
def prompt_digests() -> dict[Role, dict[str, str]]:
    """Role → name of each of its prompts → hash of its version and all its templates."""
    folder = resources.files("digit_tc.prompts") / "templates"
    shared = [
        entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.name.startswith("_") and entry.name.endswith(".jinja")
    ]
    found: dict[Role, dict[str, str]] = {}
    for prompt in PROMPTS:
        text = (folder / f"{prompt.NAME}.jinja").read_bytes()
        digest = blake2b(b"\0".join([prompt.label().encode(), text, *shared]), digest_size=8)
        found.setdefault(prompt.ROLE, {})[prompt.NAME] = digest.hexdigest()
    return found
