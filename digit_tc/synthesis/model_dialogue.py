"""One conversation out of one scenario, with models in one or more of the roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from digit_tc.checks import assess
from digit_tc.config import RunConfig
from digit_tc.llm.protocol import ModelClient
from digit_tc.records import Scenario, Tool
from digit_tc.synthesis.outcome import Outcome
from digit_tc.synthesis.plans import GivenUpError, plans_of
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.turn_writing import write_turn
from digit_tc.synthesis.whole import cut_back, fault_of, named
from digit_tc.synthesis.wrong_calls import with_wrong_calls
from digit_tc.world.storing import store_world


async def converse_with(
    scenario: Scenario, tools: Mapping[str, Tool], config: RunConfig, asking: ModelClient
) -> Outcome:
    """Write the conversation of a scenario: plan → hide → request → back-translate → execute →
    summarise, a turn after the other.

    Each step is tried `max_attempts` times, its writer being told why the last try was refused.
    A conversation in which a turn cannot be written is cut back to its last whole turn, and kept if
    it has `min_turns`. Depends on its arguments and on the models' replies alone. Raises what
    `asking` raises, other than UnusableReplyError.
    """
    talk = Talk(scenario, tools, config, asking)
    try:
        plans = await plans_of(talk)
        for position in range(len(scenario.turns)):
            drafted = await plans.turn(position)
            if drafted is None:
                break
            talk.turns.append(await write_turn(talk, drafted))
    except GivenUpError:
        pass  # the talk has the reasons; what is whole may do
    share = config.synthesis.error_hint_share
    return with_wrong_calls(_outcome(talk), tools, share, talk.mistakes)


def _outcome(talk: Talk) -> Outcome:
    scenario, rejections = talk.scenario, talk.rejections
    world = store_world(talk.cast.world)
    context = replace(talk.context, worlds={scenario.id: world})
    translations = tuple(talk.translations)
    if len(talk.turns) < max(1, talk.config.synthesis.min_turns):
        return Outcome(scenario, None, None, tuple(rejections), translations)
    conversation = named(talk.conversation())
    assessment = assess(conversation, context)
    if assessment.accepted:
        return Outcome(scenario, conversation, assessment, tuple(rejections), translations, world)
    reason, detail = fault_of(assessment) or ("unknown", "no reason was given")
    talk.reject(reason, detail)
    kept = cut_back(conversation, assessment, context, talk.config.synthesis.min_turns)
    if kept is None:
        return Outcome(scenario, None, None, tuple(rejections), translations)
    whole = translations[: len(kept[0].turns)]
    return Outcome(scenario, kept[0], kept[1], tuple(rejections), whole, world)
