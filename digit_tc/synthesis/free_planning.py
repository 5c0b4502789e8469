"""The paper's planner: a model proposes the calls of each turn over the toolset."""

from __future__ import annotations

import random
from dataclasses import replace

from digit_tc.errors import RejectedError
from digit_tc.prompts.briefs import tool_briefs
from digit_tc.prompts.free_plan import FreePlan
from digit_tc.synthesis.free_plan import FreePlanning, free_plan
from digit_tc.synthesis.parse_calls import parse_calls
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import GivenUpError, plan_fault
from digit_tc.synthesis.whole import seed_of
from digit_tc.writers.model.history import past_turns

_MOST_REFUSED = 2


class FreePlans:
    """Plans turn by turn: what a turn can build on is known only when the last one is done."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._rng = random.Random(seed_of(talk.scenario.seed, 0) ^ 0x91A5)

    async def turn(self, position: int) -> Drafted | None:
        """The plan of a turn, of as many as the scenario has. Raises GivenUpError."""
        talk = self._talk
        if position >= len(talk.scenario.turns):
            return None
        refused: tuple[str, ...] = ()
        for attempt in talk.attempts:
            answer = await talk.ask(self._prompt(refused), turn=position, attempt=attempt)
            if answer is None:
                continue
            drafted = free_plan(position, parse_calls(answer.data), self._planning(), self._rng)
            fault = (
                ("free-plan", drafted) if isinstance(drafted, str) else plan_fault(talk, [drafted])
            )
            if fault is None and isinstance(drafted, Drafted):
                try:
                    talk.casting.expect([drafted.plan])
                    plan = talk.casting.run(drafted.plan, keep_rows=True)
                    return replace(drafted, plan=plan)
                except RejectedError as problem:
                    fault = (problem.reason, str(problem))
            if fault is not None:
                talk.reject(*fault)
                refused = (*refused, fault[1])[-_MOST_REFUSED:]
        raise GivenUpError

    def _prompt(self, refused: tuple[str, ...]) -> FreePlan:
        talk = self._talk
        return FreePlan(
            today=talk.scenario.today.isoformat(),
            persona=talk.scenario.persona.description,
            tools=tool_briefs(talk.tools[key] for key in talk.scenario.tools),
            history=past_turns(talk.turns, talk.tools, short=True),
            first_id=len(talk.calls) + 1,
            most_calls=talk.config.synthesis.plan_length,
            refused=refused,
        )

    def _planning(self) -> FreePlanning:
        talk = self._talk
        return FreePlanning(
            tools=talk.offered,
            before=talk.calls,
            hidden_share=talk.config.sample.hidden.mean,
            composite=talk.config.sample.hide == "composite",
            most_calls=talk.config.synthesis.plan_length,
        )
