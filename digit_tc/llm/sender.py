"""Sends a request until its reply is stored, however often transport fails."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import BudgetError, RefusedModelError, TransientModelError
from digit_tc.llm.budget import Budget, Reservation
from digit_tc.llm.call_recorder import CallRecorder, KeyedRequest, SendAttempt
from digit_tc.llm.follow_up import fills_context
from digit_tc.llm.group_commit import GroupCommit
from digit_tc.llm.prices import compute_cost
from digit_tc.llm.protocol import ChatModel, ModelReply, ModelRequest, UnusableReplyError
from digit_tc.llm.provider import Provider
from digit_tc.llm.reply_cache import CacheEntry
from digit_tc.llm.reply_parser import parse_json
from digit_tc.records import JSON, CallOutcome, Usage

_ALLOWANCE_SECONDS = 5.0
_MOST_FAULTS_OF_ONE = 8
_PERHAPS_PAID = ("time-out", "bad-response")


@dataclass(frozen=True)
class ParsedReply:
    """The data in a reply, or why it has none."""

    reply: ModelReply
    """The reply as it came."""
    data: JSON = None
    """The JSON value in it; None where there is a problem."""
    problem: UnusableReplyError | None = None
    """Why it cannot be used; None where it can."""

    @property
    def outcome(self) -> CallOutcome:
        """The outcome for the call log."""
        return "ok" if self.problem is None else cast(CallOutcome, self.problem.reason)

    @property
    def detail(self) -> str:
        """The problem as a sentence for the call log; empty where there is none."""
        return "" if self.problem is None else self.problem.detail


def parse_reply(reply: ModelReply, request: ModelRequest) -> ParsedReply:
    """Parse a reply by the schema of its request. A poor reply is a `problem`, not an exception."""
    if reply.finish == "length":
        if fills_context(reply, request):
            detail = "The reply was cut off: with the prompt it fills the model's whole context."
        else:
            detail = f"The reply was cut off after {request.max_output_tokens} tokens."
        return ParsedReply(reply, problem=UnusableReplyError("length", detail))
    try:
        return ParsedReply(reply, data=parse_json(reply.text, request.reply_schema or {}))
    except UnusableReplyError as problem:
        if problem.reason == "empty":
            problem = UnusableReplyError("empty", f"{problem.detail}{_explain_empty_text(reply)}")
        return ParsedReply(reply, problem=problem)


def _explain_empty_text(reply: ModelReply) -> str:
    """Where an answer may have gone that is not in the text."""
    if reply.thinking:
        return " All that came is the model's thinking: the answer has to stand in the text itself."
    if reply.finish == "other":
        return " The model may have called a tool instead: the answer has to stand in the text."
    return ""


@dataclass
class Sender:
    """Sends the requests of one run, from one event loop."""

    model: ChatModel
    """What sends one request once."""
    config: ModelsConfig
    """Time limits, prices, and how long a provider is waited for."""
    budget: Budget
    """Reserves tokens and money before each sending, settles them after it."""
    commit: GroupCommit
    """Stores replies and rows of the call log."""
    recorder: CallRecorder
    """Makes the rows of the call log."""
    on_fatal: Callable[[Exception], None]
    """Called where no request of the run can be sent any more."""

    def __post_init__(self) -> None:
        self.lost = 0
        self.requests = 0
        self.unpriced = 0

    async def fetch(
        self, keyed: KeyedRequest, provider: Provider, on_sent: Callable[[], None]
    ) -> ParsedReply:
        """Send a request until its reply is stored, and return what is stored under its key.

        `on_sent` is called at each sending. Raises what ends the run (BudgetError,
        RefusedModelError, StoreError), and UnusableReplyError where this prompt alone gets no
        reply.
        """
        loop = asyncio.get_running_loop()
        # What was begun first is finished first: a run that ends early leaves little half done.
        priority = -1 if keyed.purpose.index is None else keyed.purpose.index
        began, faults = loop.time(), 0
        for sent in itertools.count(1):
            queued_at = loop.time()
            await provider.limiter.acquire(priority)
            try:
                reservation = await self._reserve(keyed)
                on_sent()
                sent_at = loop.time()
                queue_in_ms = 1000 * (sent_at - queued_at)
                answer = await self._send_once(keyed, provider, reservation, sent, queue_in_ms)
            finally:
                provider.limiter.release()
            if not isinstance(answer, TransientModelError):
                entry, parsed = answer
                first = await self.commit.store(entry)
                same = first is parsed.reply
                return parsed if same else parse_reply(first, keyed.request)
            faults += answer.kind != "rate-limit"
            give_up = loop.time() - began >= 60 * self.config.give_up_minutes
            if give_up and faults >= _MOST_FAULTS_OF_ONE and provider.has_replied_lately:
                raise UnusableReplyError(
                    "empty", f"No sending of {sent} got a reply: {answer.message}"
                )
            await provider.wait_before_retry(keyed.key, sent, answer)
        raise AssertionError

    async def _reserve(self, keyed: KeyedRequest) -> Reservation:
        request = keyed.request
        try:
            return await self.budget.reserve(
                keyed.purpose.role, request.model, keyed.size_in_bytes, request.max_output_tokens
            )
        except BudgetError as error:
            self.on_fatal(error)
            raise

    async def _send_once(
        self,
        keyed: KeyedRequest,
        provider: Provider,
        reservation: Reservation,
        sent: int,
        queue: float,
    ) -> tuple[CacheEntry, ParsedReply] | TransientModelError:
        """One sending: what is to be stored and said, or the fault that it met."""
        loop = asyncio.get_running_loop()
        sent_at = loop.time()
        self.requests += 1

        def record_loss(outcome: CallOutcome, detail: str, *, perhaps_paid: bool = False) -> None:
            sending = SendAttempt(sent, 1000 * (loop.time() - sent_at), queue)
            counted = self.budget.settle(reservation, Usage() if perhaps_paid else None, None)
            row = self.recorder.make_row(keyed, sending, outcome, detail=detail)
            self.commit.add(CacheEntry(row, None, self.recorder.session, *counted))

        try:
            reply = await self._complete(keyed.request)
        except TransientModelError as error:
            self.lost += 1
            paid = error.kind in _PERHAPS_PAID
            record_loss(cast(CallOutcome, error.kind), error.message, perhaps_paid=paid)
            provider.record_fault(error, sent_at)
            return error
        except RefusedModelError as error:
            record_loss("refused", error.message)
            if error.of_the_prompt:
                provider.record_reply()
                too_long = error.kind == "too-long"
                reason = "length" if too_long else "empty"
                raise UnusableReplyError(reason, error.message, is_final=too_long) from error
            self.on_fatal(error)
            raise
        except asyncio.CancelledError:
            record_loss(
                "cancelled", "The run was stopped while it was under way.", perhaps_paid=True
            )
            raise
        except Exception:
            self.budget.settle(reservation, None, None)
            raise
        provider.record_reply()
        parsed = parse_reply(reply, keyed.request)
        cost, source = compute_cost(keyed.request.model, reply.usage, self.config)
        self.unpriced += cost is None
        latency = 1000 * (loop.time() - sent_at)
        sending = SendAttempt(sent, latency, queue, cost_in_usd=cost, price_source=source)
        row = self.recorder.make_row(
            keyed, sending, parsed.outcome, detail=parsed.detail, reply=reply
        )
        counted = self.budget.settle(reservation, reply.usage, cost)
        return CacheEntry(row, reply, self.recorder.session, *counted), parsed

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
