"""Asking once more: the poor reply and what was wrong with it, after the prompt."""

from __future__ import annotations

from digit_tc.llm.model import ChatMessage

_COMPLAINT = "Your last answer could not be used: "
_WISH = "\nAnswer again, with the corrected JSON alone."
_LONGEST_REPLY, _LONGEST_PROBLEM = 2000, 600


def asked_again(
    messages: tuple[ChatMessage, ...], poor_reply: str, problem: str
) -> tuple[ChatMessage, ...]:
    """The prompt, the reply (cut to 2,000 characters), and why it could not be used."""
    said = poor_reply[:_LONGEST_REPLY] if poor_reply.strip() else "(no text)"
    complaint = f"{_COMPLAINT}{problem[:_LONGEST_PROBLEM]}{_WISH}"
    return (
        *messages,
        ChatMessage(role="assistant", content=said),
        ChatMessage(role="user", content=complaint),
    )


def as_first_asked(messages: tuple[ChatMessage, ...]) -> tuple[ChatMessage, ...]:
    """The inverse of `asked_again`; any other prompt as it is.

    Whoever answers prompts by program reads the first prompt with it.
    """
    if (
        len(messages) > 2
        and messages[-1].role == "user"
        and messages[-1].content.startswith(_COMPLAINT)
        and messages[-2].role == "assistant"
    ):
        return messages[:-2]
    return messages
