"""The budget of a run, checked before a call is sent.

For every call under way an estimate is reserved: prompt tokens by the size of the prompt,
completion tokens by the running mean of its role (the token limit as long as there is no mean). A
call that does not fit beside those under way waits for them. So a run exceeds its budget at most by
what the calls under way cost more than estimated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from digit_tc.config.models import BudgetConfig
from digit_tc.config.run import RunConfig
from digit_tc.errors import BudgetError, ConfigError
from digit_tc.llm.call_log import Spending
from digit_tc.llm.prices import has_price
from digit_tc.records import Role, Usage

_FIRST_TOKENS_A_BYTE = 0.3
_MEMORY = 1 / 8
_GO_ON = "run the same command again: it goes on from what is stored and pays for nothing twice."

CostOf = Callable[[str, Usage], float | None]
"""Model and tokens → US dollars; None where the price is not known."""


def require_prices(config: RunConfig) -> None:
    """Raise ConfigError where money is limited and a model's price is not known."""
    if config.budget.max_usd is None:
        return
    unknown = [name for name in config.roles.models if not has_price(name, config.models)]
    if unknown:
        raise ConfigError(
            f"--max-usd cannot be kept: the price of {', '.join(unknown)} is not known.",
            remedy="Give it in the run file under models.endpoints.MODEL.price, or use "
            "--max-tokens instead.",
        )


@dataclass(frozen=True)
class Reservation:
    """What one call under way may come to."""

    role: Role
    """The role that asks; estimates are made for each role apart."""
    prompt_in_bytes: int
    """Size of the request as canonical JSON."""
    prompt_tokens: int
    """Estimated from the size."""
    completion_tokens: int
    """The running mean of the role's replies; the token limit where there is none yet."""
    usd: float
    """Estimated cost; 0 where no budget of money is set."""

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass
class _Means:
    tokens_a_byte: float = _FIRST_TOKENS_A_BYTE
    completion: float | None = None


@dataclass
class Budget:
    """What is left of a run's budget. Not safe for several threads: one event loop uses it."""

    limits: BudgetConfig
    """The run file's section `budget`."""
    spent: Spending
    """What earlier starts of the run have used."""
    compute_cost: CostOf
    """Gives the price of a call."""
    tokens: int = field(init=False)
    """Tokens used so far, over all starts of the run."""
    usd: float = field(init=False)
    """US dollars used so far, over all starts of the run."""

    def __post_init__(self) -> None:
        self.tokens, self.usd = self.spent.tokens, self.spent.usd
        self._reserved_tokens, self._reserved_usd = 0, 0.0
        self._means: dict[Role, _Means] = {}
        self._waiting: list[asyncio.Future[None]] = []
        self._error: BaseException | None = None
        self._began: float | None = None

    def start_clock(self) -> float | None:
        """Start the clock of `max_minutes`.

        Returns the seconds left; None where there is no limit.
        """
        if self._began is None:
            self._began = asyncio.get_running_loop().time()
        return self._seconds_left()

    async def reserve(
        self, role: Role, model: str, prompt_in_bytes: int, max_output_tokens: int
    ) -> Reservation:
        """Set aside the estimate for one call, waiting where calls under way hold what is left.

        Raises BudgetError where the budget is spent, and the error given to `fail_waiting`.
        """
        while True:
            if self._error is not None:
                raise copy(self._error)
            wanted = self._estimate(role, model, prompt_in_bytes, max_output_tokens)
            self._check(wanted)
            if self._fits(wanted):
                self._reserved_tokens += wanted.tokens
                self._reserved_usd += wanted.usd
                return wanted
            freed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(freed)
            await freed

    def settle(
        self, reservation: Reservation, usage: Usage | None, cost: float | None
    ) -> tuple[int, float]:
        """Replace a reservation by what the call came to.

        Returns the tokens and US dollars counted.

        `usage` is None for a call that costs nothing. Tokens that the provider did not report, and
        a `cost` (in US dollars) that is not known, count as estimated.
        """
        self._release(reservation)
        if usage is None:
            return 0, 0.0
        prompt, completion = usage.prompt_tokens, usage.completion_tokens
        means = self._means.setdefault(reservation.role, _Means())
        if prompt is not None and reservation.prompt_in_bytes:
            share = prompt / reservation.prompt_in_bytes
            means.tokens_a_byte += (share - means.tokens_a_byte) * _MEMORY
        if completion is not None:
            before = completion if means.completion is None else means.completion
            means.completion = before + (completion - before) * _MEMORY
        tokens = (reservation.prompt_tokens if prompt is None else prompt) + (
            reservation.completion_tokens if completion is None else completion
        )
        usd = reservation.usd if cost is None else cost
        self.tokens += tokens
        self.usd += usd
        return tokens, usd

    def make_time_error(self) -> BudgetError:
        """The error for a run that has used all its minutes."""
        return BudgetError(
            f"The {self.limits.max_minutes:g} minutes that this run may take are over.",
            remedy=f"Raise --max-minutes and {_GO_ON}",
            limit="max_minutes",
        )

    def fail_waiting(self, error: BaseException) -> None:
        """Raise this error in every `reserve` that waits, and in every later one."""
        self._error = self._error or error
        self._wake()

    def _estimate(
        self, role: Role, model: str, prompt_in_bytes: int, max_output_tokens: int
    ) -> Reservation:
        means = self._means.get(role) or _Means()
        prompt = round(prompt_in_bytes * means.tokens_a_byte)
        mean = max_output_tokens if means.completion is None else round(means.completion)
        completion = min(mean, max_output_tokens)
        usd = 0.0
        if self.limits.max_usd is not None:
            usage = Usage(prompt_tokens=prompt, completion_tokens=completion)
            usd = self.compute_cost(model, usage) or 0.0
        return Reservation(role, prompt_in_bytes, prompt, completion, usd)

    def _check(self, wanted: Reservation) -> None:
        most_usd, most_tokens = self.limits.max_usd, self.limits.max_tokens
        left = self._seconds_left()
        if left is not None and left <= 0:
            raise self.make_time_error()
        if most_usd is not None and self.usd + wanted.usd > most_usd:
            raise BudgetError(
                f"The budget of {most_usd:g} US dollars is spent: {self.usd:.4g} so far, and the "
                f"next request may cost {wanted.usd:.2g}.",
                remedy=f"Raise --max-usd and {_GO_ON}",
                limit="max_usd",
            )
        if most_tokens is not None and self.tokens + wanted.tokens > most_tokens:
            raise BudgetError(
                f"The budget of {most_tokens:,} tokens is spent: {self.tokens:,} so far, and the "
                f"next request may take {wanted.tokens:,}.",
                remedy=f"Raise --max-tokens and {_GO_ON}",
                limit="max_tokens",
            )

    def _fits(self, wanted: Reservation) -> bool:
        most_usd, most_tokens = self.limits.max_usd, self.limits.max_tokens
        return (most_usd is None or self.usd + self._reserved_usd + wanted.usd <= most_usd) and (
            most_tokens is None
            or self.tokens + self._reserved_tokens + wanted.tokens <= most_tokens
        )

    def _seconds_left(self) -> float | None:
        if self.limits.max_minutes is None or self._began is None:
            return None
        used = self.spent.seconds + asyncio.get_running_loop().time() - self._began
        return self.limits.max_minutes * 60 - used

    def _release(self, reservation: Reservation) -> None:
        self._reserved_tokens -= reservation.tokens
        self._reserved_usd -= reservation.usd
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for freed in waiting:
            if not freed.done():
                freed.set_result(None)
