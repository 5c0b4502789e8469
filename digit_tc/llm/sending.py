"""Sending one question until a whole reply is stored, however often transport fails."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import BudgetError, RefusedModelError, TransientModelError
from digit_tc.llm.budget import Budget, Reservation
from digit_tc.llm.follow_up import fills_context
from digit_tc.llm.group_commit import GroupCommit
from digit_tc.llm.model import ChatModel, ModelReply, ModelRequest, Unreadable
from digit_tc.llm.prices import cost_of
from digit_tc.llm.provider import Provider
from digit_tc.llm.replies import Entry
from digit_tc.llm.scribe import Question, Scribe, Sending
from digit_tc.llm.structured import read
from digit_tc.records import JSON, CallOutcome, Usage

_ALLOWANCE_SECONDS = 5.0
_MOST_FAULTS_OF_ONE = 8
_PERHAPS_PAID = ("time-out", "bad-response")


@dataclass(frozen=True)
class Understood:
    """What a reply holds, or what is wrong with it."""

    reply: ModelReply
    data: JSON = None
    problem: Unreadable | None = None

    @property
    def outcome(self) -> CallOutcome:
        """For the ledger."""
        return "ok" if self.problem is None else cast(CallOutcome, self.problem.reason)

    @property
    def detail(self) -> str:
        """For the ledger."""
        return "" if self.problem is None else self.problem.detail


def understand(reply: ModelReply, request: ModelRequest) -> Understood:
    """Read a reply by its request's schema."""
    if reply.finish == "length":
        if fills_context(reply, request):
            told = "The reply was cut off: with the prompt it fills the model's whole context."
        else:
            told = f"The reply was cut off after {request.max_output_tokens} tokens."
        return Understood(reply, problem=Unreadable("length", told))
    try:
        return Understood(reply, data=read(reply.text, request.reply_schema or {}))
    except Unreadable as problem:
        if problem.reason == "empty":
            problem = Unreadable("empty", f"{problem.detail}{_elsewhere(reply)}")
        return Understood(reply, problem=problem)


def _elsewhere(reply: ModelReply) -> str:
    """Where an answer may have gone that is not in the text."""
    if reply.thinking:
        return " All that came is the model's thinking: the answer has to stand in the text itself."
    if reply.finish == "other":
        return " The model may have called a tool instead: the answer has to stand in the text."
    return ""


@dataclass
class Sender:
    """Sends questions for one run. Belongs to the loop that asks."""

    model: ChatModel
    config: ModelsConfig
    budget: Budget
    commit: GroupCommit
    scribe: Scribe
    end_all: Callable[[Exception], None]
    """Called where no request of the run can be sent any more."""

    def __post_init__(self) -> None:
        self.lost = 0
        self.requests = 0
        self.unpriced = 0

    async def fetch(
        self, asked: Question, provider: Provider, when_sent: Callable[[], None]
    ) -> Understood:
        """The reply that is stored under the question's key, once it is stored.

        Raises what ends the run, and Unreadable where this prompt alone gets no reply.
        """
        loop = asyncio.get_running_loop()
        # What was begun first is finished first: a run that ends early leaves little half done.
        ticket = -1 if asked.purpose.index is None else asked.purpose.index
        began, faults = loop.time(), 0
        for sent in itertools.count(1):
            queued_at = loop.time()
            await provider.limiter.enter(ticket)
            try:
                held = await self._reserved(asked)
                when_sent()
                sent_at = loop.time()
                queue_in_ms = 1000 * (sent_at - queued_at)
                answer = await self._once(asked, provider, held, sent, queue_in_ms)
            finally:
                provider.limiter.leave()
            if not isinstance(answer, TransientModelError):
                entry, understood = answer
                first = await self.commit.store(entry)
                same = first is understood.reply
                return understood if same else understand(first, asked.request)
            faults += answer.kind != "rate-limit"
            give_up = loop.time() - began >= 60 * self.config.give_up_minutes
            if give_up and faults >= _MOST_FAULTS_OF_ONE and provider.answers_others:
                raise Unreadable("empty", f"No sending of {sent} got a reply: {answer.message}")
            await provider.rest(asked.key, sent, answer)
        raise AssertionError

    async def _reserved(self, asked: Question) -> Reservation:
        request = asked.request
        try:
            return await self.budget.reserve(
                asked.purpose.role, request.model, asked.size_in_bytes, request.max_output_tokens
            )
        except BudgetError as error:
            self.end_all(error)
            raise

    async def _once(
        self, asked: Question, provider: Provider, held: Reservation, sent: int, queue: float
    ) -> tuple[Entry, Understood] | TransientModelError:
        """One sending: what is to be stored and said, or the fault that it met."""
        loop = asyncio.get_running_loop()
        sent_at = loop.time()
        self.requests += 1

        def lost(outcome: CallOutcome, detail: str, *, perhaps_paid: bool = False) -> None:
            sending = Sending(sent, 1000 * (loop.time() - sent_at), queue)
            counted = self.budget.settle(held, Usage() if perhaps_paid else None, None)
            row = self.scribe.row(asked, sending, outcome, detail=detail)
            self.commit.add(Entry(row, None, self.scribe.spell, *counted))

        try:
            reply = await self._complete(asked.request)
        except TransientModelError as error:
            self.lost += 1
            paid = error.kind in _PERHAPS_PAID
            lost(cast(CallOutcome, error.kind), error.message, perhaps_paid=paid)
            provider.failed(error, sent_at)
            return error
        except RefusedModelError as error:
            lost("refused", error.message)
            if error.of_the_prompt:
                provider.went_well()
                too_long = error.kind == "too-long"
                reason = "length" if too_long else "empty"
                raise Unreadable(reason, error.message, is_final=too_long) from error
            self.end_all(error)
            raise
        except asyncio.CancelledError:
            lost("cancelled", "The run was stopped while it was under way.", perhaps_paid=True)
            raise
        except Exception:
            self.budget.settle(held, None, None)
            raise
        provider.went_well()
        understood = understand(reply, asked.request)
        cost, source = cost_of(asked.request.model, reply.usage, self.config)
        self.unpriced += cost is None
        latency = 1000 * (loop.time() - sent_at)
        sending = Sending(sent, latency, queue, cost_in_usd=cost, price_source=source)
        row = self.scribe.row(
            asked, sending, understood.outcome, detail=understood.detail, reply=reply
        )
        counted = self.budget.settle(held, reply.usage, cost)
        return Entry(row, reply, self.scribe.spell, *counted), understood

    async def _complete(self, request: ModelRequest) -> ModelReply:
        longest = self.config.connect_seconds + self.config.read_seconds + _ALLOWANCE_SECONDS
        try:
            async with asyncio.timeout(longest):
                reply = await self.model.complete(request)
        except TimeoutError as error:
            raise TransientModelError(
                f"No reply came within {longest:g} seconds.", kind="time-out"
            ) from error
        try:
            reply.text.encode()
        except UnicodeEncodeError:  # half a surrogate pair cannot be stored
            whole = reply.text.encode("utf-8", "replace").decode()
            return reply.model_copy(update={"text": whole})
        return reply
