"""From the user's words back to the calls, by a solver that never sees the plan."""

from __future__ import annotations

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.briefs import tool_brief, tool_briefs
from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.records import Leaf, Translation
from digit_tc.synthesis.compare import Comparison, compare
from digit_tc.synthesis.mistakes import WrongAnswer
from digit_tc.synthesis.parse_calls import parse_calls
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.talk import Talk
from digit_tc.writers.model.history import past_turns


async def back_translate(
    talk: Talk, drafted: Drafted, request: str, attempt: int
) -> Translation | None:
    """Ask the solver, one answer after the other, until it is settled; None without a solver."""
    if talk.model_of("solver") is None:
        return None
    config = talk.config.synthesis.back_translation
    blind = config.mode == "blind"
    prompt = solve_prompt(talk, request) if blind else informed_prompt(talk, drafted, request)
    seen: list[Comparison] = []
    for sample in range(config.samples):
        answer = await talk.ask(prompt, turn=drafted.plan.turn, attempt=attempt, sample=sample)
        if answer is not None:
            predicted = parse_calls(answer.data)
            seen.append(compare(drafted.plan, predicted, talk.offered, talk.results))
            if not seen[-1].same:
                mistake = WrongAnswer(predicted, seen[-1])
                talk.mistakes.setdefault(drafted.plan.turn, []).append(mistake)
        solved = sum(one.same for one in seen)
        left = config.samples - sample - 1
        if not config.exhaustive and not solved < config.needed <= solved + left:
            break
    hidden = sum(one.hidden for one in seen)
    return Translation(
        turn=drafted.plan.turn,
        mode=config.mode,
        samples=len(seen),
        solved=sum(one.same for one in seen),
        hidden_recall=sum(one.hidden_found for one in seen) / hidden if hidden else None,
        disagreement=next(
            (one.reason for one in seen if not one.same),
            "" if seen else "No reader gave a readable answer.",
        ),
    )


def solve_prompt(talk: Talk, request: str) -> Solve:
    """What a blind solver is told: all tools, what happened, and the user's words."""
    return Solve(
        system=talk.system,
        tools=tool_briefs(talk.tools[key] for key in talk.scenario.tools),
        history=past_turns(talk.turns, talk.tools, short=True),
        request=request,
        first_id=len(talk.calls) + 1,
    )


def informed_prompt(talk: Talk, drafted: Drafted, request: str) -> Prompt:
    """The ablation: the plan's tools and leaves are handed over."""
    keys = dict.fromkeys(call.tool for call in drafted.plan.wanted)
    values = dict.fromkeys(
        str(binding.value.value)
        for call in drafted.plan.wanted
        for binding in call.bindings
        if isinstance(binding.value, Leaf)
    )
    return SolveInformed(
        system=talk.system,
        tools=tuple(tool_brief(talk.tools[key]) for key in keys),
        values=tuple(values),
        history=past_turns(talk.turns, talk.tools, short=True),
        request=request,
        first_id=len(talk.calls) + 1,
    )
