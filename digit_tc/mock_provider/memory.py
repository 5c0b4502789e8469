"""The calls behind the requests that the mock provider wrote, for when it is to solve them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from hashlib import blake2b

from digit_tc.prompts.parts import CallBrief

_MOST = 200_000
_MOST_MEANINGS = 8

Calls = tuple[CallBrief, ...]


class Memory:
    """Request → calls, the oldest forgotten first.

    A program cannot find the calls from a text alone, as a blind solver must. But the mock provider
    wrote the text itself, so it looks up which calls it wrote it for, and so answers like a solver
    that understands every request.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._meanings: OrderedDict[bytes, tuple[Calls, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._meanings)

    def remember(self, request: str, before: Sequence[str], calls: Calls) -> None:
        """Remember the calls of a request; `before` are the user's earlier words."""
        key = _key(request, before)
        known = self._meanings.get(key, ())
        if calls not in known:
            # Two conversations may begin with the same short words and mean other calls.
            self._meanings[key] = (*known, calls)[-_MOST_MEANINGS:]
        self._meanings.move_to_end(key)
        if len(self._meanings) > self._most:
            self._meanings.popitem(last=False)

    def recall(
        self, request: str, before: Sequence[str], offered: Collection[str], first_id: int
    ) -> Calls | None:
        """The calls behind a request, all of tools that are offered; None where there are none.

        Of several meanings that one is taken whose calls are numbered from `first_id`.
        """
        known = self._meanings.get(_key(request, before), ())
        fitting = [calls for calls in known if all(call.tool in offered for call in calls)]
        numbered = [calls for calls in fitting if calls and calls[0].id == first_id]
        return next(iter(numbered or fitting), None)


def _key(request: str, before: Sequence[str]) -> bytes:
    words = "\0".join(text.strip() for text in (*before, request))
    return blake2b(words.encode(), digest_size=16).digest()
