"""Fault injection: latency, and the share of replies that are spoiled, as providers spoil them."""

from __future__ import annotations

import math
import random
from typing import Literal

InjectedFault = Literal[
    "rate-limit", "server-error", "html", "reset", "hang", "truncated", "empty", "prose"
]
"""`rate-limit`: 429 with Retry-After. `server-error`: 500. `html`: 503 with a page of HTML.
`reset`: the connection breaks. `hang`: no reply until the client gives up, at most a minute.
`truncated`: half of the JSON body. `empty`: no content. `prose`: words where JSON was asked for."""
FAULTS: tuple[InjectedFault, ...] = (
    "rate-limit", "server-error", "html", "reset", "hang", "truncated", "empty", "prose",
)  # fmt: skip


class FaultInjector:
    """Draws latency and faults for each reply from one seeded stream.

    With `sigma` above 0 latencies are log-normal, and `latency_in_ms` is their median.
    `fail_share` is the share of spoiled replies, from 0 to 1.
    """

    def __init__(self, seed: int, latency_in_ms: float, sigma: float, fail_share: float) -> None:
        self._rng = random.Random(seed)
        self._median = latency_in_ms / 1000
        self._sigma = sigma
        self._share = fail_share

    def draw_latency_in_seconds(self) -> float:
        """How long the next reply is to take."""
        if not self._sigma or not self._median:
            return self._median
        return self._median * math.exp(self._rng.gauss(0.0, self._sigma))

    def draw_fault(self) -> InjectedFault | None:
        """What is to go wrong with the next reply, all kinds alike often; None: nothing."""
        if not self._share or self._rng.random() >= self._share:
            return None
        return self._rng.choice(FAULTS)
