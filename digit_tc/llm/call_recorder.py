"""Makes rows of the call log, for requests that were sent and for replies found in the cache."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from digit_tc.llm.protocol import ModelReply, ModelRequest, Purpose
from digit_tc.llm.reply_cache import compute_key, encode_request
from digit_tc.records import CallOutcome, ModelCall, Usage

_LONGEST_DETAIL = 300


@dataclass(frozen=True)
class KeyedRequest:
    """A request with its key and what it is for."""

    request: ModelRequest
    """What is sent."""
    purpose: Purpose
    """What it is for."""
    key: str
    """Key of its reply in the cache."""
    size_in_bytes: int
    """Size as canonical JSON, which the budget estimates prompt tokens from."""


def key_request(request: ModelRequest, purpose: Purpose) -> KeyedRequest:
    """Compute the key of a request's reply, and its size."""
    body = encode_request(request)
    return KeyedRequest(request, purpose, compute_key(body), len(body))


@dataclass(frozen=True)
class SendAttempt:
    """How one sending of a request went."""

    sent: int = 1
    """Which sending of the same request this is, from 1; more where transport failed."""
    latency_in_ms: float = 0.0
    """From sending to the whole reply, or to the fault."""
    queue_in_ms: float = 0.0
    """Time spent waiting for a turn before sending."""
    cached: bool = False
    """Whether the reply came from the cache and nothing was sent."""
    cost_in_usd: float | None = None
    """None where the price or the tokens are not known."""
    price_source: str | None = None
    """Where the price comes from: `run file`, or LiteLLM with its version."""


class CallRecorder:
    """Makes the rows of one run. Ids are unique, also among processes that work at the same run."""

    def __init__(self, run_id: str, now: Callable[[], dt.datetime]) -> None:
        self.run_id = run_id
        self.session = secrets.token_hex(6)
        """Names this stay of a process in the run."""
        self._now = now
        self._numbers = itertools.count(1)

    def make_row(
        self,
        keyed: KeyedRequest,
        sending: SendAttempt,
        outcome: CallOutcome,
        *,
        detail: str = "",
        reply: ModelReply | None = None,
    ) -> ModelCall:
        """A row for a call that ends now; `detail` is cut to 300 characters."""
        purpose = keyed.purpose
        return ModelCall(
            id=f"call-{self.session}-{next(self._numbers)}",
            run_id=self.run_id,
            role=purpose.role,
            prompt=purpose.prompt,
            subject=purpose.subject,
            index=purpose.index,
            turn=purpose.turn,
            attempt=purpose.attempt,
            sample=purpose.sample,
            sent=sending.sent,
            key=keyed.key,
            model=keyed.request.model,
            usage=Usage() if reply is None else reply.usage,
            cost_in_usd=sending.cost_in_usd,
            price_source=sending.price_source,
            latency_in_ms=round(sending.latency_in_ms, 3),
            queue_in_ms=round(sending.queue_in_ms, 3),
            prompt_in_bytes=keyed.size_in_bytes,
            cached=sending.cached,
            outcome=outcome,
            detail=detail[:_LONGEST_DETAIL],
            at=self._now(),
        )
