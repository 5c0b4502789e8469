"""Asks a judge model for votes by a written rubric, and rejects conversations by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.config import JudgeConfig
from digit_tc.llm.protocol import ModelClient, UnusableReplyError
from digit_tc.prompts.briefs import does_of
from digit_tc.prompts.judge import Judge
from digit_tc.records import Conversation, Rejection, Tool, Vote
from digit_tc.writers.model.history import past_turns
from digit_tc.writers.model.role_asking import Subject, ask, repeats_example

NO_QUORUM, AGAINST = "judge-no-quorum", "judge"
_NO_REASON = "The vote gives no reason, as in the example of the instructions."


async def collect_votes(
    conversation: Conversation, tools: Mapping[str, Tool], config: JudgeConfig,
    asking: ModelClient, model: str,
) -> tuple[Vote, ...]:  # fmt: skip
    """The judge's votes on a conversation, `config.votes` of them; unreadable ones included."""
    prompt = build_judge_prompt(conversation, tools)
    subject = Subject(conversation.id, conversation.index)
    votes = []
    for sample in range(config.votes):
        try:
            answer = await ask(asking, prompt, subject, sample=sample)
        except UnusableReplyError as poor:
            votes.append(_no_vote(conversation, sample, model, poor.detail))
            continue
        data: Any = answer.data
        if repeats_example(str(data["reason"])):
            votes.append(_no_vote(conversation, sample, model, _NO_REASON))
            continue
        scores = {str(name): int(score) for name, score in data["scores"].items()}
        votes.append(
            Vote(
                conversation=conversation.id,
                sample=sample,
                model=model,
                readable=True,
                accepted=min(scores.values()) >= config.min_score,
                scores=scores,
                reason=" ".join(str(data["reason"]).split())[:1000],
            )
        )
    return tuple(votes)


def find_refusal(
    conversation: Conversation, votes: Sequence[Vote], config: JudgeConfig
) -> Rejection | None:
    """Why a conversation is not accepted on these votes; None where it is."""
    readable = [vote for vote in votes if vote.readable]
    quorum = config.votes if config.quorum is None else config.quorum
    if len(readable) < quorum:
        detail = f"{len(readable)} of {config.votes} votes could be read; {quorum} are needed."
        return _rejection(conversation, NO_QUORUM, detail)
    against = [vote for vote in readable if not vote.accepted]
    if 2 * len(against) < len(readable):
        return None
    lowest = min(against[0].scores, key=lambda name: against[0].scores[name])
    detail = f"{len(against)} of {len(readable)} votes against it ({lowest}): {against[0].reason}"
    return _rejection(conversation, AGAINST, detail)


def build_judge_prompt(conversation: Conversation, tools: Mapping[str, Tool]) -> Judge:
    """What the judge is told: the conversation, and what the tools called in it do."""
    called = dict.fromkeys(call.tool for call in conversation.calls)
    return Judge(
        system=conversation.system,
        tools={tools[key].name: does_of(tools[key]) for key in called},
        turns=past_turns(conversation.turns, tools),
    )


def _rejection(conversation: Conversation, reason: str, detail: str) -> Rejection:
    return Rejection(
        stage="synthesize", subject=conversation.scenario, reason=reason, detail=detail
    )


def _no_vote(conversation: Conversation, sample: int, model: str, detail: str) -> Vote:
    return Vote(
        conversation=conversation.id, sample=sample, model=model,
        readable=False, accepted=False, scores={}, reason=detail,
    )  # fmt: skip
