"""One turn with models: request, back-translation, execution, closing words."""

from __future__ import annotations

from digit_tc.records import Turn
from digit_tc.synthesis.closing import closing_words
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.requesting import settled_request
from digit_tc.synthesis.simulating import executed
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import whole_turn


async def write_turn(talk: Talk, drafted: Drafted) -> Turn:
    """The turn of a plan. Raises GivenUpError where a step fails too often."""
    written, translation = await settled_request(talk, drafted)
    calls, reply = await executed(talk, drafted, written)
    summary = await closing_words(talk, drafted, written, calls, reply)
    if translation is not None:
        talk.translations.append(translation)
    talk.results.update({call.id: call.result for call in calls})
    return whole_turn(talk, drafted, written, calls, summary)
