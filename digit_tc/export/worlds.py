"""The side file: the world of each conversation of an export, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from digit_tc.errors import RejectedError, StoreError
from digit_tc.records import (
    Conversation,
    PlantedError,
    StoredWorld,
    Tool,
    ToolsOffered,
    WorldRow,
)
from digit_tc.store import Store
from digit_tc.world.apply import apply
from digit_tc.world.side_file import describe_tool
from digit_tc.world.storing import restore_world, store_changes

_PAGE = 256
SUFFIX = ".worlds.jsonl"


def name_worlds_file(path: Path) -> Path:
    """The side file of an export: `train.worlds.jsonl` beside `train.jsonl`."""
    return path.with_name(f"{path.stem}{SUFFIX}")


def pair_with_worlds(
    store: Store, run_id: str, conversations: Iterable[Conversation]
) -> Iterator[tuple[Conversation, StoredWorld | None]]:
    """Each conversation with its world, read some at a time; None where there is none."""
    stream = iter(conversations)
    while page := tuple(islice(stream, _PAGE)):
        with store.reading() as reader:
            worlds = reader.worlds(run_id, [one.id for one in page])
        yield from ((one, worlds.get(one.id)) for one in page)


def build_world_row(
    conversation: Conversation, stored: StoredWorld | None, tools: Mapping[str, Tool]
) -> WorldRow:
    """The row of a conversation, with what its calls have made of its world.

    Raises StoreError where there is no world of it, or where one of its calls has no answer in it.
    """
    if stored is None:
        raise StoreError(
            f"The database holds no world of the conversation {conversation.id}: an earlier "
            "version of digit-tc wrote it.",
            remedy="Export without --worlds, or make the run anew.",
        )
    world = restore_world(stored, tools)
    for call in conversation.calls:
        try:
            _, world = apply(world, tools[call.tool], call.arguments)
        except RejectedError as problem:
            raise StoreError(
                f"Call {call.id} of the conversation {conversation.id} has no answer in its "
                f"world: {problem}",
                remedy="Export with the version of digit-tc that wrote it.",
            ) from problem
    offered = list_offered(conversation)
    keys = _with_required(offered, tools)
    return WorldRow(
        conversation=conversation.id,
        world=stored,
        errors=tuple(
            PlantedError(tool=one.tool, arguments=one.arguments, result=one.result)
            for one in conversation.mistakes
        ),
        final=store_changes(world.changes),
        offered=offered,
        required=tuple(key for key in keys if key not in offered),
        tools=tuple(describe_tool(tools[key]) for key in keys),
    )


def list_offered(conversation: Conversation) -> tuple[str, ...]:
    """Keys of all tools that a conversation offers, those that come later behind the others."""
    later = (
        key for one in conversation.messages if isinstance(one, ToolsOffered) for key in one.tools
    )
    return tuple(dict.fromkeys((*conversation.tools, *later)))


def _with_required(keys: Iterable[str], tools: Mapping[str, Tool]) -> tuple[str, ...]:
    """These tools and all that they require."""
    found: dict[str, None] = {}
    pending = list(keys)
    while pending:
        key = pending.pop(0)
        if key in tools and key not in found:
            found[key] = None
            pending += tools[key].requires
    return tuple(found)
