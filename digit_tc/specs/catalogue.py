"""Tools in a file that a person reads and corrects, and that is read again as a source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from digit_tc.errors import SpecError
from digit_tc.records import Tool
from digit_tc.semantics import describe_profile, profile_of

_HEAD = """\
# Tools with what they are taken to mean. Change what is wrong under `profile`, and use this file as
# a source: a field that is changed outweighs every guess, one that is taken out is guessed anew.
# `source`, `readiness` and `findings` are for reading only.
"""


def write_catalogue(target: Path, tools: Sequence[Tool]) -> None:
    """Write the tools to a new file, as `catalogue_text` puts them.

    Raises SpecError where there is such a file already: a person may have corrected it.
    """
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(catalogue_text(tools))
    except FileExistsError:
        raise SpecError(
            f"{target.name} is there already, and it may have been corrected.",
            remedy="Name another file, or remove it.",
        ) from None
    except OSError as error:
        raise SpecError(f"{target.name} cannot be written: {error.strerror}.") from None


def catalogue_text(tools: Sequence[Tool]) -> str:
    """The tools as YAML, in their order: each as its source has it, with its profile and findings.

    Read again, the same tools come out, with what was changed of their profiles.
    """
    entries = [_entry(tool) for tool in tools]
    body = yaml.safe_dump(
        {"tools": entries}, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return _HEAD + body


def _entry(tool: Tool) -> dict[str, Any]:
    deployed = tool.deployed
    told: dict[str, Any] = {
        "namespace": tool.namespace,
        "name": deployed.name if deployed else tool.name,
        "description": deployed.description if deployed else tool.description,
        "parameters": deployed.parameters if deployed else tool.parameters,
    }
    if tool.returns is not None and tool.returns_origin == "declared":
        told["returns"] = tool.returns
    optional = {
        "x-requires": list(tool.requires),
        "x-phrases": list(tool.phrases),
        "x-answers": list(tool.answers),
        **tool.hints,
    }
    told.update({name: value for name, value in optional.items() if value})
    told["source"] = f"{tool.source.label} {tool.source.item}".strip()
    told["readiness"] = tool.readiness
    told["profile"] = describe_profile(profile_of(tool))
    if tool.findings:
        told["findings"] = [f"{one.rule} at {one.where}: {one.detail}" for one in tool.findings]
    return told
