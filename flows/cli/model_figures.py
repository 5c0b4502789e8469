"""What a run's use of models comes to, on one line."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from flows.cli.amounts import counted, many, usd

_WINDOW_SECONDS = 10.0


class ModelLine:
    """Keeps the last seconds in mind, for the rate."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, figures: Mapping[str, Any]) -> str:
        """One line for figures as the gateway gives them; what it does not give is left out.

        Known are `requests`, `cache_hits`, `lost`, `tokens`, `usd` (None: the price is not known),
        `in_flight`, `limit` and `state`.
        """
        parts = []
        state = waiting(figures)
        if state:
            parts.append(state)
        requests = figures.get("requests")
        if requests is not None:
            parts.append(f"{counted(requests, 'request')}{self._rate(int(requests))}")
        if "in_flight" in figures:
            limit = figures.get("limit")
            parts.append(f"{figures['in_flight']}{f'/{limit}' if limit else ''} under way")
        if figures.get("cache_hits"):
            parts.append(f"{figures['cache_hits']:,} from the cache")
        if figures.get("lost"):
            parts.append(f"{figures['lost']:,} lost and sent again")
        if figures.get("tokens") is not None:
            parts.append(f"{many(figures['tokens'])} tokens")
        if "usd" in figures:
            cost = figures["usd"]
            parts.append("price unknown" if cost is None else usd(cost))
        return ", ".join(parts)

    def _rate(self, requests: int) -> str:
        now = self._clock()
        self._seen.append((now, requests))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW_SECONDS:
            self._seen.popleft()
        began, before = self._seen[0]
        return f" ({(requests - before) / (now - began):.1f}/s)" if now > began else ""


def waiting(figures: Mapping[str, Any]) -> str:
    """`waiting for the provider …`, or nothing where all is well."""
    state = str(figures.get("state") or "ok")
    return "" if state == "ok" else state
