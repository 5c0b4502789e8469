"""One turn with models: request, back-translation, the calls with their results, closing words."""

from __future__ import annotations

from digit_tc.records import Call, Turn
from digit_tc.synthesis.casting import make_calls
from digit_tc.synthesis.closing import closing_words
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.requesting import settled_request
from digit_tc.synthesis.talk import GivenUpError, Talk
from digit_tc.synthesis.trial import execution_fault, whole_turn
from digit_tc.writers.grammar.writer import Written


async def write_turn(talk: Talk, drafted: Drafted) -> Turn:
    """The turn of a plan. Raises GivenUpError where a step fails too often."""
    written, translation = await settled_request(talk, drafted)
    calls = _calls_in_world(talk, drafted, written)
    summary = await closing_words(talk, drafted, written, calls)
    if translation is not None:
        talk.translations.append(translation)
    talk.results.update({call.id: call.result for call in calls})
    return whole_turn(talk, drafted, written, calls, summary)


def _calls_in_world(talk: Talk, drafted: Drafted, written: Written) -> tuple[Call, ...]:
    """The calls with what the world answers; it would answer the same if it were asked again."""
    calls = make_calls(talk.cast, drafted.plan, drafted, written)
    fault = execution_fault(talk, drafted, written, calls)
    if fault is not None:
        talk.reject(*fault)
        raise GivenUpError
    return calls
