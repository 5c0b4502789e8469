"""The follow-up to a reply that cannot be used: the prompt, the reply, and its problem."""

from __future__ import annotations

from digit_tc.llm.protocol import ChatMessage, ModelReply, ModelRequest, UnusableReplyError

_COMPLAINT = "Your last answer could not be used: "
_WISH = "\nAnswer again, with the corrected JSON alone."
_MOST_OUTPUT_TOKENS = 200_000
_NEARLY = 0.9
_LONGEST_REPLY, _LONGEST_PROBLEM = 2000, 600


def build_follow_up(
    request: ModelRequest, poor: ModelReply, problem: UnusableReplyError
) -> ModelRequest | None:
    """The request to send after a poor reply.

    A reply that was cut off gets twice the tokens; any other is shown to the model with the
    problem. None where the reply was cut off because the model's context is full: more tokens would
    not help.
    """
    if problem.reason == "length":
        if fills_context(poor, request):
            return None
        most = min(2 * request.max_output_tokens, _MOST_OUTPUT_TOKENS)
        return request.model_copy(update={"max_output_tokens": most})
    again = _append_complaint(request.messages, poor.text, problem.detail)
    return request.model_copy(update={"messages": again})


def fills_context(reply: ModelReply, request: ModelRequest) -> bool:
    """Whether a reply was cut off with tokens left, which means that the context is full."""
    usage = reply.usage
    if usage.completion_tokens is None:
        return False
    # Some providers count thinking apart from the reply.
    written = usage.completion_tokens + (usage.reasoning_tokens or 0)
    return written < _NEARLY * request.max_output_tokens


def _append_complaint(
    messages: tuple[ChatMessage, ...], poor_reply: str, problem: str
) -> tuple[ChatMessage, ...]:
    """The prompt, followed by the reply (its first 2,000 characters) and what is wrong with it."""
    said = poor_reply[:_LONGEST_REPLY] if poor_reply.strip() else "(no text)"
    complaint = f"{_COMPLAINT}{problem[:_LONGEST_PROBLEM]}{_WISH}"
    return (
        *messages,
        ChatMessage(role="assistant", content=said),
        ChatMessage(role="user", content=complaint),
    )
