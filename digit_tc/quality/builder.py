"""Builds the gate's frames from one conversation after another, in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from digit_tc.checks.common.schemas import first_error_of, undeclared_in
from digit_tc.checks.plan_valid import is_placeholder
from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.validators import compiled
from digit_tc.language.words import split_identifier
from digit_tc.quality.frames import GateFrames, Limits
from digit_tc.quality.hashing import hash_content, hash_first_request
from digit_tc.quality.protocol import roles_in_order
from digit_tc.records import Chain, Tool, scalars_of
from digit_tc.records.paths import name_of
from digit_tc.semantics import profile_of

if TYPE_CHECKING:
    import pandas as pd


class CallRow(NamedTuple):
    """One call as it was stored."""

    call: int
    """Id of the call."""
    turn: int
    """Position of its turn, from 0."""
    tool: str
    """Key of the tool."""
    hidden: bool
    """Whether the user's words never ask for it."""
    arguments: Any
    """JSON value."""
    has_result: bool
    """Whether a result of type object was stored with it."""


class SourceRow(NamedTuple):
    """The stored provenance of one argument."""

    call: int
    """Id of the call that the argument belongs to."""
    path: str
    """Place of the argument in the call."""
    kind: str
    """Kind of source, as in `Provenance.kind`."""
    turn: int | None
    """Turn whose text holds the value; None where the source is no text of a turn."""
    start: int | None
    """First character of the span, from 0; None where there is no span."""
    end: int | None
    """The character after the span; None where there is no span."""
    source_call: int | None
    """Id of the call whose result holds the value; None for another source."""
    result_path: str
    """Place in that result; empty for another source."""


class MessageRow(NamedTuple):
    """One message without its text."""

    role: str
    """`system`, `user`, `assistant`, `tool` or `tools`."""
    calls: Sequence[int]
    """Ids of the calls that it makes."""
    answers: int | None
    """Id of the call that it answers; None where it is no result."""


class FrameBuilder:
    """Takes conversations in any order and gives the frames at the end."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = tuple(tools)
        self._by_key = {tool.key: tool for tool in self._tools}
        self._accepts = {tool.key: _acceptor(tool.parameters) for tool in self._tools}
        self._conversations: list[tuple[Any, ...]] = []
        self._paths: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._calls = _columns("owner:i call:i turn:h offered:b arguments_valid:b "
                               "has_result:b hidden:b hideable:b required:b")  # fmt: skip
        self._arguments = _columns("owner:i call:i path:i kind:b located:b placeholder:b")

    def add(
        self,
        conversation: str,
        *,
        offered: Sequence[str],
        requests: Sequence[str],
        messages: Sequence[MessageRow],
        calls: Sequence[CallRow],
        sources: Sequence[SourceRow],
        verdicts: int,
        failed_verdicts: int,
    ) -> None:
        """One admitted conversation."""
        owner = len(self._conversations)
        self._conversations.append((
            conversation,
            hash_content(requests, [(call.tool, call.arguments) for call in calls]),
            hash_first_request(requests[0]) if requests else 0,
            len(requests),
            len(offered),
            roles_in_order(messages),
            verdicts,
            failed_verdicts,
        ))  # fmt: skip
        turns = {call.call: call.turn for call in calls}
        hideable = self._hideable(calls, sources, turns)
        required = self._required(calls, sources)
        shown = frozenset(offered)
        by_call: dict[int, list[SourceRow]] = {}
        for source in sources:
            by_call.setdefault(source.call, []).append(source)
        for call in calls:
            accepts = self._accepts.get(call.tool, _refuse)
            _append(self._calls, (
                owner, call.call, call.turn, call.tool in shown, accepts(call.arguments),
                call.has_result, call.hidden, call.call in hideable, call.call in required,
            ))  # fmt: skip
            self._add_arguments(owner, call, by_call.get(call.call, []), turns)

    def build(self, chains: Iterable[Chain], edges: Iterable[str]) -> GateFrames:
        """The frames of everything added. `edges` are the ids of the graph's edges."""
        import pandas as pd

        known = set(edges)
        names = [row[0] for row in self._conversations]
        conversations = pd.DataFrame(self._conversations, columns=_CONVERSATION_COLUMNS)
        calls, arguments = (
            _frame(self._calls, names),
            _frame(self._arguments, names),
        )
        for column, codes in (("path", self._paths), ("kind", self._kinds)):
            arguments[column] = _categories(arguments[column], list(codes))
        return GateFrames(
            tools=pd.DataFrame([_tool_row(tool) for tool in self._tools], columns=_TOOL_COLUMNS),
            chains=pd.DataFrame(
                [_chain_row(chain, known) for chain in chains], columns=_CHAIN_COLUMNS
            ),
            conversations=conversations,
            calls=calls,
            arguments=arguments,
            limits=Limits(
                tools=len(self._tools),
                distinct_names=len({tool.name for tool in self._tools}),
                edges=len(known),
                required_tools=len({key for tool in self._tools for key in tool.requires}),
            ),
        )

    def _hideable(
        self, calls: Sequence[CallRow], sources: Sequence[SourceRow], turns: Mapping[int, int]
    ) -> set[int]:
        """Calls that could go unsaid: another one of the turn is made with their results, they
        change nothing, take nothing but ids of others, and do not merely give a name."""
        within = [
            source
            for source in sources
            if source.source_call is not None
            and turns.get(source.source_call, -1) == turns.get(source.call)
        ]
        others = [one for one in within if id_noun(plain_name(name_of(one.path))) is None]
        barred = {one.call for one in others}
        barred |= {
            one.source_call
            for one in others
            if one.source_call is not None
            and "[" in one.result_path
            and split_identifier(name_of(one.result_path))[-1:] in (("name",), ("title",))
        }
        reading = {
            call.call
            for call in calls
            if (tool := self._by_key.get(call.tool)) is not None
            and (profile_of(tool).reads or profile_of(tool).effect == "session")
        }
        return ({one.source_call for one in within if one.source_call} & reading) - barred

    def _required(self, calls: Sequence[CallRow], sources: Sequence[SourceRow]) -> set[int]:
        """Calls that a later call's tool requires, and those whose results these are made with."""
        serves: dict[int, set[int]] = {}
        for source in sources:
            if source.source_call is not None:
                serves.setdefault(source.call, set()).add(source.source_call)
        found: set[int] = set()
        wanted: set[str] = set()
        for call in sorted(calls, key=lambda one: one.call, reverse=True):
            if call.tool in wanted:
                found.add(call.call)
            if call.call in found:
                found |= serves.get(call.call, set())
            tool = self._by_key.get(call.tool)
            wanted.update(tool.requires if tool else ())
        return found

    def _add_arguments(
        self, owner: int, call: CallRow, sources: list[SourceRow], turns: Mapping[int, int]
    ) -> None:
        tool = self._by_key.get(call.tool)
        found = {source.path: source for source in sources}
        for path, value in scalars_of(call.arguments):
            source = found.get(path)
            kind = -1
            if source is not None:
                kind = self._kinds.setdefault(source.kind, len(self._kinds))
            # What a result says is for the checks of results to judge.
            literal = source is None or source.kind != "result"
            _append(self._arguments, (
                owner, call.call, self._paths.setdefault(path, len(self._paths)), kind,
                source is None or _located(source, turns),
                tool is not None and literal and is_placeholder(value, path, tool),
            ))  # fmt: skip


_TOOL_COLUMNS = ["tool", "name", "readiness", "parameters_valid"]
_CHAIN_COLUMNS = ["chain", "shape", "steps", "own_steps", "links_backwards", "edges_known"]
_CONVERSATION_COLUMNS = [
    "conversation", "content_hash", "first_request", "turns", "offered", "roles_in_order",
    "verdicts", "failed_verdicts",
]  # fmt: skip
_FLAGS = frozenset((
    "offered", "arguments_valid", "has_result", "hidden", "hideable", "required", "located",
    "placeholder",
))  # fmt: skip


def _columns(declared: str) -> dict[str, array[int]]:
    pairs = (item.split(":") for item in declared.split())
    return {name: array(code) for name, code in pairs}


def _append(columns: dict[str, array[int]], row: tuple[int, ...]) -> None:
    for column, value in zip(columns.values(), row, strict=True):
        column.append(value)


def _frame(columns: dict[str, array[int]], owners: list[str]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    data: dict[str, Any] = {}
    for name, values in columns.items():
        plain = np.frombuffer(values, dtype=values.typecode) if values else np.array([], "i4")
        if name == "owner":
            data["conversation"] = _categories(plain, owners)
        else:
            data[name] = plain.astype(bool) if name in _FLAGS else plain
    return pd.DataFrame(data)


def _categories(codes: Any, names: list[str]) -> Any:
    import pandas as pd

    return pd.Categorical.from_codes(codes, names)  # type: ignore[call-overload]


def _tool_row(tool: Tool) -> tuple[Any, ...]:
    return tool.key, tool.name, tool.readiness, _is_object_schema(tool.parameters)


def _chain_row(chain: Chain, edges: set[str]) -> tuple[Any, ...]:
    steps = len(chain.steps)
    valued = {end for link in chain.links if link.edge for end in (link.source, link.target)}
    required = {link.source for link in chain.links if not link.edge} - valued
    return (
        chain.id,
        chain.shape,
        steps,
        steps - len(required),
        all(0 <= link.source < link.target < steps for link in chain.links),
        all(not link.edge or link.edge in edges for link in chain.links),
    )


def _located(source: SourceRow, turns: Mapping[int, int]) -> bool:
    if source.kind in ("user", "context"):
        span = source.start is not None and source.end is not None
        placed = span and 0 <= source.start < source.end  # type: ignore[operator]
        return placed and (source.kind == "context" or source.turn is not None)
    if source.kind == "result":
        earlier = source.source_call is not None and source.source_call < source.call
        return earlier and source.source_call in turns and bool(source.result_path)
    if source.kind == "profile":
        return bool(source.result_path)
    return True


def _is_object_schema(schema: dict[str, Any]) -> bool:
    import jsonschema_rs

    return schema.get("type") == "object" and bool(jsonschema_rs.meta.is_valid(schema))


def _acceptor(schema: dict[str, Any]) -> Callable[[Any], bool]:
    """Whether arguments fit the schema and none is undeclared."""
    validator = compiled(schema)

    def accept(arguments: Any) -> bool:
        if first_error_of(validator, arguments) is not None:
            return False
        return isinstance(arguments, dict) and undeclared_in(schema, arguments) is None

    return accept


def _refuse(arguments: Any) -> bool:  # noqa: ARG001
    return False
