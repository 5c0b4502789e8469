"""Counts the conversations of an export while they are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from digit_tc.records import Conversation


@dataclass
class Tally:
    """Running counts over the exported conversations."""

    conversations: int = 0
    """Number of conversations."""
    turns: int = 0
    """Number of turns."""
    tool_turns: int = 0
    """Turns with at least one call."""
    multi_call_turns: int = 0
    """Turns with two or more calls."""
    calls: int = 0
    """Calls that are to be learnt."""
    hidden_calls: int = 0
    """Calls that the user's words never ask for."""
    wrong_calls: int = 0
    """Calls that are shown and not to be learnt."""
    words: int = 0
    """Words in all that users say."""
    offered: int = 0
    """Tools offered, added up over the conversations."""
    arguments: Counter[str] = field(default_factory=Counter)
    """Kind of source → scalar arguments."""
    shapes: Counter[str] = field(default_factory=Counter)
    """Chain shape → turns."""
    called: set[str] = field(default_factory=set)
    """Keys of the tools that were called."""
    writers: set[str] = field(default_factory=set)
    """Who supplied words and values, with versions."""
    _openings: set[bytes] = field(default_factory=set)

    def add(self, conversation: Conversation) -> None:
        """Count one more conversation."""
        self.conversations += 1
        self.offered += len(conversation.tools)
        self.writers.add(conversation.writer)
        opening = conversation.turns[0].request if conversation.turns else ""
        self._openings.add(blake2b(opening.encode(), digest_size=8).digest())
        for turn in conversation.turns:
            self.turns += 1
            self.tool_turns += bool(turn.calls)
            self.multi_call_turns += len(turn.calls) > 1
            self.words += sum(len(text.split()) for text in turn.user_texts.values())
            self.shapes[turn.shape] += 1
            self.wrong_calls += len(turn.mistakes)
            for call in turn.calls:
                self.calls += 1
                self.hidden_calls += call.hidden
                self.called.add(call.tool)
                self.arguments.update(source.kind for source in call.provenance)

    def figures(self) -> dict[str, Any]:
        """What was counted, by name; shares are in [0, 1]."""
        return {
            "conversations": self.conversations,
            "turns": self.turns,
            "calls": self.calls,
            **({"wrong_calls": self.wrong_calls} if self.wrong_calls else {}),
            "tools_called": len(self.called),
            "turns_per_conversation": _ratio(self.turns, self.conversations),
            "calls_per_tool_turn": _ratio(self.calls, self.tool_turns),
            "multi_call_turn_share": _ratio(self.multi_call_turns, self.tool_turns),
            "implicit_share": _ratio(self.hidden_calls, self.calls),
            "tools_offered": _ratio(self.offered, self.conversations),
            "words_per_request": _ratio(self.words, self.turns),
            "distinct_first_request_share": _ratio(len(self._openings), self.conversations),
            **{f"shape_{name}": count for name, count in sorted(self.shapes.items())},
            **{f"arguments_from_{name}": n for name, n in sorted(self.arguments.items())},
        }


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
