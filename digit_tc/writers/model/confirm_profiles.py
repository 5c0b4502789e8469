"""What tools mean where only their words say it, confirmed or corrected by the planner's model."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digit_tc.language.words import singular
from digit_tc.llm.protocol import ModelClient, UnusableReplyError
from digit_tc.prompts.confirm_profiles import ConfirmProfiles, ProfileGuess
from digit_tc.prompts.shortened import cut
from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.semantics.corrections import correct_profile
from digit_tc.writers.model.role_asking import Subject, ask
from digit_tc.writers.model.side_by_side import side_by_side

_LOG = logging.getLogger(__name__)
_DOES_CHARACTERS = 200
_MOST_TAKES = 24
_MEAN_TOOLS, _MOST_TOOLS = 8, 12
"""How many tools stand in one prompt, about and at most."""


@dataclass(frozen=True, slots=True)
class ConfirmedProfiles:
    """Tools with their profiles after a model has seen them."""

    tools: tuple[Tool, ...]
    asked: int = 0
    """Tools that were asked about."""
    corrected: int = 0
    """Those of them that the model reads otherwise."""
    unreadable: int = 0
    """Those of them that no readable answer came for: they stay as they were read."""


async def confirm_profiles(tools: Sequence[Tool], asking: ModelClient) -> ConfirmedProfiles:
    """The tools in their order, each with the profile that the model confirmed or corrected.

    Nobody is asked about a tool whose specification says itself what it does. Whether a tool reads
    or writes is not left to a model where an annotation or an HTTP method tells. Raises what
    `asking` raises, other than UnusableReplyError.
    """
    open_ = [tool for tool in tools if profile_of(tool).confidence < 1.0]
    groups = _group(open_)
    answers = await side_by_side([_confirm(group, asking) for group in groups])
    found = {tool.key: tool for answer in answers if answer is not None for tool in answer}
    unreadable = sum(
        len(group) for group, answer in zip(groups, answers, strict=True) if answer is None
    )
    return ConfirmedProfiles(
        tools=tuple(found.get(tool.key, tool) for tool in tools),
        asked=len(open_),
        corrected=sum(found[tool.key].profile != profile_of(tool) for tool in open_
                      if tool.key in found),
        unreadable=unreadable,
    )  # fmt: skip


def _group(tools: Sequence[Tool]) -> list[list[Tool]]:
    """Tools of about one prompt each, by fingerprint: one more tool changes one prompt alone."""
    groups: list[list[Tool]] = []
    for tool in sorted(tools, key=lambda one: (one.fingerprint, one.key)):
        if not groups or _ends(groups[-1]):
            groups.append([])
        groups[-1].append(tool)
    return groups


def _ends(group: Sequence[Tool]) -> bool:
    mark = sum(group[-1].fingerprint.encode()) % _MEAN_TOOLS
    return len(group) >= _MOST_TOOLS or mark == 0


async def _confirm(group: Sequence[Tool], asking: ModelClient) -> list[Tool] | None:
    """The tools of one prompt with what the model says of them; None without a readable answer."""
    named = {f"t{number}": tool for number, tool in enumerate(group, 1)}
    prompt = ConfirmProfiles(tools=tuple(_guess(name, tool) for name, tool in named.items()))
    try:
        answer = await ask(asking, prompt, Subject(group[0].key))
    except UnusableReplyError as poor:
        _LOG.warning("%d tools mean what their words say: %s", len(group), poor.detail[:300])
        return None
    data: Any = answer.data
    told = {one["id"]: one for one in data["profiles"]}
    return [_apply(tool, told[name]) for name, tool in named.items() if name in told]


def _guess(name: str, tool: Tool) -> ProfileGuess:
    profile = profile_of(tool)
    return ProfileGuess(
        id=name,
        name=tool.name,
        does=cut(profile.purpose, _DOES_CHARACTERS),
        takes=tuple(tool.parameters["properties"])[:_MOST_TAKES],
        effect=profile.effect,
        thing=profile.entity,
        keys=tuple(key.parameter for key in profile.keys),
    )


def _apply(tool: Tool, told: dict[str, Any]) -> Tool:
    profile = profile_of(tool)
    words = str(told["thing"]).lower().replace("_", " ").split()
    thing = " ".join([*words[:-1], singular(words[-1])]) if words else ""
    entities = {key.parameter: key.entity for key in profile.keys}
    keys = {name: entities.get(name, thing) for name in told["keys"]
            if name in tool.parameters["properties"]}  # fmt: skip
    said: dict[str, Any] = {"entity": thing, "keys": keys}
    if (told["effect"] in READING_EFFECTS) == profile.reads or not _is_settled(tool):
        said["effect"] = told["effect"]
    return tool.model_copy(update={"profile": correct_profile(profile, said, "model")})


def _is_settled(tool: Tool) -> bool:
    """Whether something surer than words says if the tool reads or writes."""
    sources = {one.source for one in profile_of(tool).evidence if one.field == "effect"}
    return not sources.isdisjoint(("annotation", "http method", "spec key", "correction"))
