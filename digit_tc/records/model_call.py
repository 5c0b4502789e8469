"""What was asked of a model, what it cost, and how it went: one record a call."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from digit_tc.records.base import Record

Role = Literal["planner", "user", "solver", "simulator", "assistant", "judge"]
ROLES: tuple[Role, ...] = ("planner", "user", "solver", "simulator", "assistant", "judge")

CallOutcome = Literal[
    "ok",
    "rate-limit",
    "time-out",
    "connection",
    "server-error",
    "bad-response",
    "empty",
    "unreadable",
    "invalid",
    "length",
    "refused",
    "cancelled",
]
"""`ok`: the reply was taken. Faults of transport, tried again without a word to the writer:
`rate-limit`, `time-out`, `connection`, `server-error` (5xx), `bad-response` (no chat completion).
Poor replies, which the model is told about: `empty`, `unreadable` (no JSON even after repair),
`invalid` (breaks the schema), `length` (cut off). `refused`: key, quota, unknown model, too long a
prompt. `cancelled`: the run was stopped while it was under way."""

TRANSPORT_FAULTS: tuple[CallOutcome, ...] = (
    "rate-limit",
    "time-out",
    "connection",
    "server-error",
    "bad-response",
)


class Usage(Record):
    """Tokens of one call; None where the provider did not say."""

    prompt_tokens: int | None = None
    """Tokens of the whole request."""
    cached_tokens: int | None = None
    """Part of `prompt_tokens` that the provider had in its own cache."""
    completion_tokens: int | None = None
    """Tokens of the reply, thinking included."""
    reasoning_tokens: int | None = None
    """Part of `completion_tokens` that was thinking."""


class ModelCall(Record):
    """One row of the ledger: one HTTP request, or one reply taken from the cache."""

    id: str
    """Never used twice, also not by another process of the same run."""
    run_id: str
    """The run that asked."""
    role: Role
    """The role that the model filled."""
    prompt: str
    """Name and version of the prompt: `request/1`."""
    subject: str
    """What it was for: a scenario's id, or a tool's key."""
    index: int | None
    """Index of the scenario in the run."""
    turn: int | None
    """Position of the turn that it was for, from 0; None where it was for no turn."""
    attempt: int
    """Which try of the writer at this step, from 1."""
    sample: int
    """Which of several independent answers to one prompt, from 0."""
    sent: int
    """Which sending of the same request, from 1; more where transport failed."""
    key: str
    """Key of the reply in the cache."""
    model: str
    """The model that was asked, as the run file names it."""
    usage: Usage
    """Tokens, as the provider counted them."""
    cost_in_usd: float | None
    """None where the price is not known; 0 only where it is known to be free, or for a cache hit
    (which is paid for once, in the row that brought the reply)."""
    price_source: str | None
    """Where the price came from, with its version: `litellm 1.106.2`, `run file`."""
    latency_in_ms: float
    """From sending the request to the end of the reply; 0 where nothing was sent."""
    queue_in_ms: float
    """Time it waited for its turn before it was sent."""
    prompt_in_bytes: int
    """Size of the request as canonical JSON, in bytes."""
    cached: bool
    """True where the reply came out of the cache and nothing was sent."""
    outcome: CallOutcome
    """What came of it."""
    detail: str = ""
    """One plain sentence where the outcome is not `ok`."""
    at: dt.datetime
    """When it ended, with time zone."""


class Vote(Record):
    """One vote of the judge on one conversation."""

    conversation: str
    """Id of the conversation."""
    sample: int
    """Which vote, from 0."""
    model: str
    """The model that judged."""
    readable: bool
    """False for an empty or unreadable answer, which is no vote."""
    accepted: bool
    """Whether every criterion has at least the score that the run file demands."""
    scores: dict[str, int]
    """Criterion of the rubric → 1 (worst) to 5 (best)."""
    reason: str
    """Why, in the judge's words; for an unreadable vote, why it cannot be read."""


class Translation(Record):
    """What the blind solver made of the request of one turn."""

    turn: int
    """Position of the turn, from 0."""
    mode: Literal["blind", "informed"]
    """`blind`: the solver saw the words and all tools; `informed`: the planned tools and values."""
    samples: int
    """Readable answers that were asked for."""
    solved: int
    """Those that gave exactly the plan's calls."""
    hidden_recall: float | None
    """Share of the hidden calls that the answers found; None where no call was hidden."""
    disagreement: str = ""
    """How the first answer that failed differs from the plan."""

    @property
    def solve_rate(self) -> float:
        """Share of the answers that gave the plan."""
        return self.solved / self.samples if self.samples else 0.0
