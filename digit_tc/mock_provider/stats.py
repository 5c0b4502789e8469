"""Counts of what a mock provider received and sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any


class Stats:
    """Counts since the start; `GET /stats` shows them."""

    def __init__(self) -> None:
        self.requests = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.replies: Counter[str] = Counter()
        """Prompt → whole replies."""
        self.seconds: dict[str, float] = defaultdict(float)
        """Prompt → time spent on making its answers, without waiting and HTTP."""
        self.faults: Counter[str] = Counter()
        """Kind → replies spoiled on purpose."""
        self.limited: Counter[str] = Counter()
        """`requests` or `tokens` → 429 because of the limit."""
        self.refused = 0
        """Refused keys, unknown models and requests that could not be read."""
        self.prompt_tokens = 0
        self.completion_tokens = 0

    def start_request(self) -> None:
        """A request came in."""
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def end_request(self) -> None:
        """A request was dealt with."""
        self.in_flight -= 1

    def to_json(self) -> dict[str, Any]:
        """All counts as JSON; `answer_ms` is the mean time to make an answer."""
        return {
            "requests": self.requests,
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "replies": dict(sorted(self.replies.items())),
            "answer_ms": {
                name: round(self.seconds[name] * 1000 / max(1, count), 3)
                for name, count in sorted(self.replies.items())
            },
            "faults": dict(sorted(self.faults.items())),
            "limited": dict(sorted(self.limited.items())),
            "refused": self.refused,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }
