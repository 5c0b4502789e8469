"""What goes wrong with providers, a share of it on purpose."""

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
    """Latency and faults, one draw a reply, all from one seeded stream."""

    def __init__(self, seed: int, latency_in_ms: float, sigma: float, fail_share: float) -> None:
        self._rng = random.Random(seed)
        self._median = latency_in_ms / 1000
        self._sigma = sigma
        self._share = fail_share

    def seconds(self) -> float:
        """How long the next reply takes."""
        if not self._sigma or not self._median:
            return self._median
        return self._median * math.exp(self._rng.gauss(0.0, self._sigma))

    def fault(self) -> InjectedFault | None:
        """What is wrong with the next reply; None: nothing."""
        if not self._share or self._rng.random() >= self._share:
            return None
        return self._rng.choice(FAULTS)
