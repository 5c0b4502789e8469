"""What is derived from a tool or a schema once, and kept for as long as there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_MOST = 20_000


class Kept(Generic[K, V]):
    """A function whose answers are kept by the identity of its argument.

    Tools and their schemas do not change once they are read, and the same objects come by in every
    conversation; comparing identities costs a small part of comparing contents. An argument is
    held together with its answer, so that nothing else can come to have its identity.
    """

    def __init__(self, derive: Callable[[K], V], most: int = _MOST) -> None:
        self._derive = derive
        self._most = most
        self._answers: dict[int, tuple[K, V]] = {}

    def __call__(self, subject: K) -> V:
        """The answer for this very object."""
        found = self._answers.get(id(subject))
        if found is None:
            if len(self._answers) >= self._most:
                self._answers.clear()
            found = self._answers[id(subject)] = (subject, self._derive(subject))
        return found[1]
