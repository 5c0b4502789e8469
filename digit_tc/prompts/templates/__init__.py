"""The texts of the prompts: for each a template with the blocks `system` and `user`."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_tc.prompts.fences import fenced

if TYPE_CHECKING:
    from jinja2 import Template

    from digit_tc.prompts.base import Prompt


@lru_cache(maxsize=64)
def instructions(kind: type[Prompt]) -> str:
    """The system message of a prompt: the same for all its uses, so that providers can keep it."""
    return _block(kind.NAME, "system", {"label": kind.label(), **kind.CONSTANTS})


def data(prompt: Prompt) -> str:
    """The user message of a prompt: its fields in fences."""
    return _block(prompt.NAME, "user", {"fence": partial(_fence, prompt)})


def _fence(prompt: Prompt, field: str) -> str:
    return fenced(field, prompt.shown(field))


def _block(name: str, block: str, variables: dict[str, Any]) -> str:
    template = _template(name)
    return "".join(template.blocks[block](template.new_context(variables))).strip()


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
