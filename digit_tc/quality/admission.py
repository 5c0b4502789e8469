"""Which accepted conversations enter the data set: no duplicates, no repeated openings.

Decisions are made in the order of the conversations' indexes and depend on nothing else, so the
same run gives the same data set however its work was cut up. Only hashes are kept, about 250
bytes for each admitted conversation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from digit_tc.config import QualityConfig
from digit_tc.quality.hashing import HashTable, hash_bytes, hash_content, hash_first_request
from digit_tc.quality.similarity import Sketch, compute_bands, compute_sketch, estimate_likeness
from digit_tc.records import Conversation, Rejection, canonical_json

NEAR_DUPLICATE = 0.95
"""Two conversations over the same tools are near duplicates from this likeness on. Likeness is
the share of their three-word phrases and argument values that both have."""
_MARGIN = 0.01
_MOST_IN_BAND = 4


class Admission:
    """Decides about one conversation after another, and remembers those that it admitted."""

    def __init__(self, config: QualityConfig) -> None:
        least = config.min_distinct_first_requests
        # The margin keeps the gate from failing on the last few conversations.
        self._least_distinct = min(1.0, least + _MARGIN) if least else 0.0
        self._contents = HashTable()
        self._first_requests = HashTable()
        self._bands = HashTable(numbered=True)
        self._sketches = bytearray()
        self._admitted = 0

    @classmethod
    def resume(cls, config: QualityConfig, admitted: Iterable[Conversation]) -> Self:
        """The state after these conversations were admitted, in this order."""
        admission = cls(config)
        for conversation in admitted:
            admission._remember(_marks_of(conversation))
        return admission

    @property
    def admitted(self) -> int:
        """Number of conversations admitted so far."""
        return self._admitted

    def decide(self, conversation: Conversation) -> Rejection | None:
        """Admit the conversation (None), or say why not. Call it in index order."""
        marks = _marks_of(conversation)
        reason, detail = self._fault(marks)
        if not reason:
            self._remember(marks)
            return None
        return Rejection(stage="assess", subject=conversation.id, reason=reason, detail=detail)

    def _fault(self, marks: _Marks) -> tuple[str, str]:
        if marks.content in self._contents:
            return "exact-duplicate", "An admitted conversation has the same user texts and calls."
        alike, number = self._nearest(marks)
        if alike >= NEAR_DUPLICATE:
            return "near-duplicate", (
                f"Conversation {number + 1} of those admitted calls the same tools and shares "
                f"about {alike:.0%} of its phrases and values."
            )
        if marks.first_request in self._first_requests:
            share = len(self._first_requests) / (self._admitted + 1)
            if share < self._least_distinct:
                return "repeated-first-request", (
                    "An admitted conversation opens with the same request, and with this one only "
                    f"{share:.1%} of the first requests would be different."
                )
        return "", ""

    def _nearest(self, marks: _Marks) -> tuple[float, int]:
        best, at, compared = 0.0, -1, set[int]()
        for band in marks.bands:
            for number in self._bands.numbers_of(band):
                if number in compared:
                    continue
                compared.add(number)
                start = number * len(marks.sketch)
                alike = estimate_likeness(
                    marks.sketch, self._sketches[start : start + len(marks.sketch)]
                )
                if alike > best:
                    best, at = alike, number
                if best == 1.0:
                    return best, at
        return best, at

    def _remember(self, marks: _Marks) -> None:
        self._contents.add(marks.content)
        if marks.first_request not in self._first_requests:
            self._first_requests.add(marks.first_request)
        for band in marks.bands:
            # A band that very many share says little, and following it would take quadratic time.
            self._bands.add(band, self._admitted, most=_MOST_IN_BAND)
        self._sketches += marks.sketch
        self._admitted += 1


class _Marks(NamedTuple):
    content: int
    first_request: int
    sketch: Sketch
    bands: tuple[int, ...]


def _marks_of(conversation: Conversation) -> _Marks:
    requests = [turn.request for turn in conversation.turns]
    calls = [(call.tool, canonical_json(call.arguments)) for call in conversation.calls]
    content = hash_content(requests, [(call.tool, call.arguments) for call in conversation.calls])
    tools = hash_bytes("\0".join(tool for tool, _ in calls).encode())
    sketch = compute_sketch(requests, [arguments for _, arguments in calls])
    bands = compute_bands(sketch, tools)
    first = hash_first_request(requests[0]) if requests else 1
    return _Marks(content, first, sketch, bands)
