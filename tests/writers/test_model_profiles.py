"""What tools mean, confirmed or corrected by a model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from digit_tc.llm import Answer, ChatMessage, Purpose, UnusableReplyError
from digit_tc.prompts.confirm_profiles import ConfirmProfiles
from digit_tc.records import Tool, ToolSource
from digit_tc.semantics import profile_of, profile_tools
from digit_tc.writers.model.confirm_profiles import ConfirmedProfiles, confirm_profiles

Said = Callable[[str], dict[str, Any]]


class Told:
    """Says of each tool what `said` says of its name; None is no readable answer."""

    def __init__(self, said: Said | None) -> None:
        self._said = said
        self.prompts: list[ConfirmProfiles] = []

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        assert (purpose.role, purpose.prompt) == ("planner", "confirm-profiles/1")
        prompt = ConfirmProfiles.parse(messages, dict(schema))
        self.prompts.append(prompt)
        if self._said is None:
            raise UnusableReplyError("empty", "The reply was empty.")
        profiles = [{"id": tool.id, **self._said(tool.name)} for tool in prompt.tools]
        return Answer(data={"profiles": profiles}, model="openai/m", key="k")


def make_tool(name: str, does: str, *takes: str, item: str = "", **hints: Any) -> Tool:
    return Tool(
        namespace="shop",
        name=name,
        description=does,
        parameters={
            "type": "object",
            "properties": {one: {"type": "string"} for one in takes},
            "required": list(takes),
        },
        hints={key.replace("_", "-"): value for key, value in hints.items()},
        source=ToolSource(label="test", reader="openapi", item=item),
        fingerprint=f"tool-{name}",
    )


def confirm(tools: tuple[Tool, ...], told: Told) -> ConfirmedProfiles:
    return asyncio.run(confirm_profiles(tools, told))


def test_a_model_corrects_what_words_alone_say_and_that_is_evidence() -> None:
    (tool,) = profile_tools([make_tool("order_check", "About it.", "shop", "order_no")])
    said = {"effect": "get", "thing": "Purchase_Orders", "keys": ["order_no", "no_such"]}
    found = confirm((tool,), Told(lambda _name: said))
    profile = profile_of(found.tools[0])
    assert (profile.effect, profile.entity) == ("get", "purchase order")
    assert [key.parameter for key in profile.keys] == ["order_no"]
    assert "model" in {one.source for one in profile.evidence}
    assert (found.asked, found.corrected, found.unreadable) == (1, 1, 0)


def test_what_the_specification_says_itself_is_not_asked() -> None:
    told = Told(lambda _name: {"effect": "delete", "thing": "", "keys": []})
    tools = profile_tools([make_tool("ring", "Ring.", x_effect="act")])
    assert confirm(tools, told).tools == tools
    assert told.prompts == []


@pytest.mark.parametrize(("item", "effect"), [("POST /bells", "get"), ("GET /bells", "get")])
def test_no_model_turns_a_method_that_reads_into_a_write(item: str, effect: str) -> None:
    tools = profile_tools([make_tool("bells", "Something of bells.", item=item)])
    says = "get" if item.startswith("POST") else "act"
    found = confirm(tools, Told(lambda _name: {"effect": says, "thing": "bell", "keys": []}))
    assert profile_of(found.tools[0]).effect == effect


def test_tools_without_a_readable_answer_stay_as_they_were_read() -> None:
    tools = profile_tools([make_tool("get_bell", "Get a bell.", "bell_id")])
    found = confirm(tools, Told(None))
    assert found.tools == tools
    assert found.unreadable == 1


def test_one_more_tool_changes_one_request_alone() -> None:
    tools = [make_tool(f"get_bell_{number}", f"Get bell {number}.") for number in range(60)]
    same = Told(lambda _name: {"effect": "get", "thing": "bell", "keys": []})
    more = Told(lambda _name: {"effect": "get", "thing": "bell", "keys": []})
    confirm(tuple(tools), same)
    confirm((*tools, make_tool("get_gong", "Get a gong.")), more)
    assert 5 <= len(same.prompts) <= 20
    fresh = {tuple(one.name for one in prompt.tools) for prompt in more.prompts}
    fresh -= {tuple(one.name for one in prompt.tools) for prompt in same.prompts}
    assert len(fresh) <= 2
