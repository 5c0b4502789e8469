"""The plans of a conversation, from whoever plans it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from digit_tc.synthesis.casting import fit_filters, open_casting
from digit_tc.synthesis.free_planning import FreePlans
from digit_tc.synthesis.plan import Drafted, SameCallError
from digit_tc.synthesis.planning import draft_all, wanted, with_values
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import GivenUpError, plan_fault
from digit_tc.synthesis.whole import seed_of
from digit_tc.values.invent import NoValueError
from digit_tc.world.cast import run_all


class Plans(Protocol):
    """Gives the plan of each turn in order."""

    async def turn(self, position: int) -> Drafted | None:
        """The plan of a turn; None where the conversation ends before it."""
        ...


async def plans_of(talk: Talk) -> Plans:
    """The plans of the run's planner. Raises GivenUpError where there is none."""
    if talk.config.synthesis.planner == "free" and talk.model_of("planner") is not None:
        return FreePlans(talk)
    return _Settled(await _along_chains(talk))


class _Settled:
    def __init__(self, drafts: list[Drafted]) -> None:
        self._drafts = drafts

    async def turn(self, position: int) -> Drafted | None:
        return self._drafts[position] if position < len(self._drafts) else None


async def _along_chains(talk: Talk) -> list[Drafted]:
    """All turns at once, so that one question to the planner covers the conversation."""
    refused: tuple[str, ...] = ()
    for attempt in talk.attempts:
        try:
            grammar = talk.fresh_grammar(attempt - 1)
            share = talk.config.synthesis.optional_share
            drafts = draft_all(talk.scenario, talk.tools, grammar, share)
            drafts = fit_filters(drafts, talk.tools)
            if talk.model_of("planner") is not None:
                question = wanted(talk.scenario, drafts, talk.tools, refused)
                if any(call.wanted for call in question.calls):
                    answer = await talk.ask(question, attempt=attempt)
                    if answer is None:
                        continue
                    data: Any = answer.data
                    drafts = with_values(drafts, data["values"])
        except NoValueError as problem:
            talk.reject("no-value", str(problem))
            continue
        except SameCallError as problem:
            talk.reject("same-call", str(problem))
            refused = (*refused, str(problem))
            continue
        fault = plan_fault(talk, drafts)
        if fault is not None:
            talk.reject(*fault)
            refused = (*refused, fault[1])
            continue
        talk.casting = open_casting(seed_of(talk.scenario.seed, attempt - 1), talk.tools, grammar)
        run_all(talk.casting, [one.plan for one in drafts])
        if talk.cast.fault is not None:
            talk.reject(talk.cast.fault.reason, str(talk.cast.fault))
        if talk.cast.plans:
            # What comes after a plan that cannot be run falls away.
            kept = zip(drafts, talk.cast.plans, strict=False)
            return [replace(drafted, plan=plan) for drafted, plan in kept]
    raise GivenUpError


__all__ = ["GivenUpError", "Plans", "plans_of"]
