"""What models cost, added up: by stage, role or model, and for one conversation."""

from __future__ import annotations

from digit_tc.records.base import Record


class CostRow(Record):
    """What one stage, role or model cost. Tokens and latencies are those of requests that were
    sent; what came out of the reply cache is counted by `cache_hits` alone."""

    name: str
    """The stage, role or model; `all` for their sum."""
    requests: int = 0
    """Requests that were sent, lost ones included."""
    cache_hits: int = 0
    """Replies out of the cache, for which nothing was sent."""
    lost: dict[str, int] = {}  # noqa: RUF012  (pydantic copies it)
    """Outcome → requests that transport lost; most frequent first."""
    poor: dict[str, int] = {}  # noqa: RUF012
    """Outcome → replies that could not be used, or that never came: `empty`, `refused`, ..."""
    prompt_in_bytes: int = 0
    """Size of the requests that were sent as canonical JSON, in bytes."""
    prompt_tokens: int | None = None
    """None where no provider said."""
    cached_tokens: int | None = None
    """Part of `prompt_tokens` that the provider had in its own cache."""
    completion_tokens: int | None = None
    """Tokens of the replies; None where no provider said."""
    reasoning_tokens: int | None = None
    """Part of `completion_tokens` that was thinking."""
    unknown_tokens: int = 0
    """Replies whose tokens are not known."""
    cost_in_usd: float | None = None
    """The known costs added up; None where none is known."""
    unknown_costs: int = 0
    """Requests whose cost is not known."""
    latency_median_in_ms: float | None = None
    """From sending a request to the end of its reply; None where no reply came."""
    latency_p95_in_ms: float | None = None
    """Of replies that came, from sending to their end."""
    queue_median_in_ms: float | None = None
    """Time that requests waited for their turn."""

    @property
    def tokens(self) -> int | None:
        """Prompt and completion tokens together, as far as they are known."""
        known = [n for n in (self.prompt_tokens, self.completion_tokens) if n is not None]
        return sum(known) if known else None


class ConversationCost(Record):
    """What one accepted conversation cost on average, failed ones paid by those accepted."""

    requests: float
    """Requests that were sent, by the number of accepted conversations."""
    prompt_in_kb: float
    """Kilobytes of 1,000 bytes, whole requests."""
    tokens: float | None
    """Prompt and completion tokens together; None where none are known."""
    cost_in_usd: float | None
    """The known costs; None where none is known."""
    at_least: bool
    """Whether the cost of some requests is unknown, so that it may be more."""


class RunCost(Record):
    """What the models of one run cost, as far as the ledger goes."""

    run_id: str
    """The run."""
    accepted: int
    """Conversations that passed all checks so far."""
    total: CostRow
    """All of the run's requests in one row."""
    stages: tuple[CostRow, ...] = ()
    """In the order of the stages."""
    roles: tuple[CostRow, ...] = ()
    """In the order of the roles."""
    models: tuple[CostRow, ...] = ()
    """The model with most requests first."""

    @property
    def per_conversation(self) -> ConversationCost | None:
        """The cost of one accepted conversation; None before the first one."""
        if not self.accepted:
            return None
        row, tokens, usd = self.total, self.total.tokens, self.total.cost_in_usd
        return ConversationCost(
            requests=row.requests / self.accepted,
            prompt_in_kb=row.prompt_in_bytes / 1000 / self.accepted,
            tokens=None if tokens is None else tokens / self.accepted,
            cost_in_usd=None if usd is None else usd / self.accepted,
            at_least=row.unknown_costs > 0,
        )
