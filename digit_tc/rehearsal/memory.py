"""What the rehearsal remembers: which calls stand behind a request that it wrote."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b

from digit_tc.prompts.parts import CallBrief

_MOST = 200_000


class Memory:
    """Request → calls, the oldest forgotten first.

    A blind solver cannot tell by program what a text means. The rehearsal wrote the text itself,
    so it looks up what it meant: it plays a solver that understands everything that it wrote.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._calls: OrderedDict[bytes, tuple[CallBrief, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._calls)

    def note(self, request: str, before: Sequence[str], calls: tuple[CallBrief, ...]) -> None:
        """Remember the calls of a request; `before` are the user's earlier words."""
        key = _key(request, before)
        self._calls[key] = calls
        self._calls.move_to_end(key)
        if len(self._calls) > self._most:
            self._calls.popitem(last=False)

    def calls(self, request: str, before: Sequence[str]) -> tuple[CallBrief, ...] | None:
        """The calls behind a request; None for one that was never written here."""
        return self._calls.get(_key(request, before))


def _key(request: str, before: Sequence[str]) -> bytes:
    last = before[-1] if before else ""
    return blake2b(f"{last.strip()}\0{request.strip()}".encode(), digest_size=16).digest()
