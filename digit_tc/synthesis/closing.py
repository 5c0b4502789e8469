"""What the assistant says when the calls of a turn are done."""

from __future__ import annotations

from digit_tc.prompts.briefs import does_of
from digit_tc.prompts.parts import Refused, Shown
from digit_tc.prompts.summarise import Summarise
from digit_tc.records import Call
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import GivenUpError, summary_fault
from digit_tc.writers.grammar.writer import Written
from digit_tc.writers.model.role_asking import repeats_example, text_of

_MOST_REFUSED = 2
_EXAMPLE = "This is the example of the instructions, not what came out."


async def closing_words(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...]
) -> str:
    """The first closing words that pass their check. Raises GivenUpError after `max_attempts`."""
    refused: tuple[Refused, ...] = ()
    for attempt in talk.attempts:
        text = await _text(talk, drafted, written, calls, refused, attempt)
        if text is None:
            continue
        if repeats_example(text):
            fault: tuple[str, str] | None = ("summary", _EXAMPLE)
        else:
            fault = summary_fault(talk, drafted, written, calls, text)
        if fault is None:
            return text
        talk.reject(*fault)
        refused = (*refused, Refused(text=text, reason=fault[1]))[-_MOST_REFUSED:]
    raise GivenUpError


def summarise_prompt(
    talk: Talk, request: str, calls: tuple[Call, ...], refused: tuple[Refused, ...] = ()
) -> Summarise:
    """What the assistant's writer is told: the words and the results, no specifications."""
    return Summarise(
        request=request,
        calls=tuple(
            Shown(does=does_of(talk.tools[call.tool]), arguments=call.arguments, result=call.result)
            for call in calls
        ),
        refused=refused,
    )


async def _text(
    talk: Talk, drafted: Drafted, written: Written, calls: tuple[Call, ...],
    refused: tuple[Refused, ...], attempt: int,
) -> str | None:  # fmt: skip
    if talk.model_of("assistant") is None:
        return talk.grammar.summary(calls, talk.tools)
    prompt = summarise_prompt(talk, written.text, calls, refused)
    answer = await talk.ask(prompt, turn=drafted.plan.turn, attempt=attempt)
    return None if answer is None else text_of(answer, "reply")
