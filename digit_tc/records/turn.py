"""One turn of a conversation: what it was to do, its acts, and the messages that they became."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby

from digit_tc.records.base import JSON, Record
from digit_tc.records.chain import TurnKind, TurnSpec
from digit_tc.records.message_ids import message_id
from digit_tc.records.messages import (
    Assistant,
    CallStatus,
    Message,
    Mistake,
    ToolCall,
    ToolResult,
    ToolsOffered,
    User,
)
from digit_tc.records.plan import Act, Calls, Give, Offer, Plan, Revise, Say


class Call(ToolCall):
    """A call seen together with its place in the conversation and with what came of it."""

    turn: int
    """Position of its turn, from 0."""
    group: int
    """Calls of one turn with the same group stand in one assistant message; groups count from 0."""
    result: JSON = None
    """What the tool answered; None where no answer stands in the conversation."""
    status: CallStatus = "ok"
    """Whether it succeeded."""
    mistake: Mistake | None = None
    """What is wrong with it, where it is not to be learnt."""

    @property
    def fields(self) -> dict[str, JSON]:
        """The fields of the result; none where it is no object."""
        return self.result if isinstance(self.result, dict) else {}

    @property
    def made(self) -> ToolCall:
        """The call as it stands in its message."""
        return ToolCall(**{name: getattr(self, name) for name in _AS_MADE})


_AS_MADE = tuple(ToolCall.model_fields)


class Turn(Record):
    """One thing that the user wants, and everything that is said and done about it."""

    index: int
    """Position in the conversation, from 0."""
    spec: TurnSpec
    """What the turn was to do."""
    plan: Plan
    """The acts that were planned."""
    messages: tuple[Message, ...]
    """What was said and done, in order."""

    @property
    def kind(self) -> TurnKind:
        """The kind of turn."""
        return self.spec.kind

    @property
    def shape(self) -> str:
        """The shape of its chain; `none` for a turn that was planned without calls."""
        return self.spec.shape

    @property
    def chain(self) -> str:
        """Id of its chain; empty for a turn that was planned without calls."""
        return self.spec.chain.id if self.spec.chain else ""

    @cached_property
    def user_texts(self) -> dict[str, str]:
        """What the user says, by id of the message."""
        return {one.id: one.text for one in self.messages if isinstance(one, User)}

    @property
    def steps(self) -> tuple[Message, ...]:
        """The messages that acts became: all but results and mistakes."""
        return tuple(
            one
            for one in self.messages
            if not isinstance(one, ToolResult) and (not isinstance(one, Assistant) or one.train)
        )

    @property
    def acts(self) -> dict[str, Act]:
        """The act that a message is, by its id; acts and messages come in the same order."""
        return {one.id: act for one, act in zip(self.steps, self.plan.acts, strict=False)}

    @property
    def request(self) -> str:
        """What the user says first; empty where the user says nothing."""
        return next(iter(self.user_texts.values()), "")

    @cached_property
    def assistant_texts(self) -> dict[str, str]:
        """What the assistant says and a model should learn to say, by id of the message."""
        return {
            one.id: one.text
            for one in self.messages
            if isinstance(one, Assistant) and one.train and one.text
        }

    @property
    def summary(self) -> str:
        """What the assistant says last; empty where it says nothing at the end of the turn."""
        last = self.messages[-1] if self.messages else None
        return self.assistant_texts.get(last.id, "") if last else ""

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The calls that a model should learn to make, in order, failed ones included."""
        return tuple(call for call in self._calls if call.mistake is None)

    @cached_property
    def wanted(self) -> tuple[Call, ...]:
        """The calls without those that failed and were made again."""
        again = {call.repeats for call in self.plan.calls}
        return tuple(call for call in self.calls if call.id not in again)

    @cached_property
    def mistakes(self) -> tuple[Call, ...]:
        """The calls that are shown and not to be learnt, in order."""
        return tuple(call for call in self._calls if call.mistake is not None)

    @cached_property
    def _calls(self) -> tuple[Call, ...]:
        return tuple(_calls_of(self))


def compose_turn(
    index: int,
    spec: TurnSpec,
    plan: Plan,
    *,
    request: str,
    calls: Iterable[Call] = (),
    summary: str = "",
) -> Turn:
    """The turn in which the user asks, calls are made group by group, and the assistant tells.

    An empty `summary` stands for a turn that is not at its end yet.
    """
    messages: list[Message] = [User(id=message_id(index, 0), text=request)]
    for _group, together in groupby(calls, key=lambda call: call.group):
        messages += compose_exchange(index, len(messages), tuple(together))
    if summary:
        messages.append(Assistant(id=message_id(index, len(messages)), text=summary))
    return Turn(index=index, spec=spec, plan=plan, messages=tuple(messages))


def realise(
    index: int, spec: TurnSpec, plan: Plan, *, words: Mapping[int, str], calls: Iterable[Call] = ()
) -> Turn:
    """The turn in which each act of the plan becomes a message.

    `words` are what is said, by the position of the act; an act that brings its own needs none.
    `calls` are those that were made, with their results. Raises ValueError for an act without
    words.
    """
    made = {call.id: call for call in calls}
    messages: list[Message] = []
    for place, act in enumerate(plan.acts):
        number = len(messages)
        if isinstance(act, Calls):
            messages += compose_exchange(index, number, tuple(made[one.id] for one in act.calls))
            continue
        if isinstance(act, Offer) and act.tools:
            messages.append(ToolsOffered(id=message_id(index, number), tools=act.tools))
            continue
        text = act.words or words.get(place)
        if text is None:
            raise ValueError(f"Nothing says the words of act {place} ({act.act}).")
        speaker = User if isinstance(act, Say | Give | Revise | Offer) else Assistant
        messages.append(speaker(id=message_id(index, number), text=text))
    return Turn(index=index, spec=spec, plan=plan, messages=tuple(messages))


def compose_exchange(turn: int, number: int, calls: tuple[Call, ...]) -> list[Message]:
    """Calls made at once and their results: `number` is that of the first of these messages.

    Calls without a result are left without a message that answers them.
    """
    mistake = calls[0].mistake if calls else None
    made = Assistant(
        id=message_id(turn, number),
        calls=tuple(call.made for call in calls),
        train=mistake is None,
        mistake=mistake,
    )
    answers = [
        ToolResult(
            id=message_id(turn, number + place),
            call=call.id,
            content=call.result,
            status=call.status,
        )
        for place, call in enumerate(calls, 1)
        if call.result is not None
    ]
    return [made, *answers]


def insert_mistake(turn: Turn, wrong: Call) -> Turn:
    """The turn with a wrong call and its error right before the message that makes the right one.

    Raises ValueError where the turn does not make the call that the mistake stands in for.
    """
    if wrong.mistake is None:
        raise ValueError(f"Call {wrong.id} is no mistake.")
    instead_of = wrong.mistake.instead_of
    for place, message in enumerate(turn.messages):
        if isinstance(message, Assistant) and any(one.id == instead_of for one in message.calls):
            shown = compose_exchange(turn.index, len(turn.messages), (wrong,))
            messages = (*turn.messages[:place], *shown, *turn.messages[place:])
            return turn.model_copy(update={"messages": messages})
    raise ValueError(f"Turn {turn.index} does not make call {instead_of}.")


def _calls_of(turn: Turn) -> Iterator[Call]:
    answers = {one.call: one for one in turn.messages if isinstance(one, ToolResult)}
    group = -1
    for message in turn.messages:
        if not isinstance(message, Assistant) or not message.calls:
            continue
        group += message.train
        for call in message.calls:
            answer = answers.get(call.id)
            yield Call(
                **call.__dict__,
                turn=turn.index,
                group=group if message.train else group + 1,
                result=answer.content if answer else None,
                status=answer.status if answer else "ok",
                mistake=message.mistake,
            )
