"""The texts of the prompts: for each a template with the blocks `system` and `user`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from jinja2 import Template


def block(name: str, part: Literal["system", "user"], variables: Mapping[str, Any]) -> str:
    """A block of a prompt's template, with its variables put in."""
    template = _template(name)
    return "".join(template.blocks[part](template.new_context(dict(variables)))).strip()


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701  (no HTML; every variable piece is JSON)
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.jinja")
