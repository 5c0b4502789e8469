"""The rehearsal as a model in this process, without HTTP."""

from __future__ import annotations

from digit_tc.llm.model import ModelReply, ModelRequest
from digit_tc.records import Usage
from digit_tc.rehearsal.rehearsal import Rehearsal
from digit_tc.rehearsal.tokens import cut, tokens_in, tokens_of_prompt
from digit_tc.rehearsal.wire import MODEL


class RehearsalModel:
    """A `ChatModel` that never fails; one `Rehearsal` may stand behind several of them."""

    def __init__(self, rehearsal: Rehearsal | None = None) -> None:
        self.rehearsal = rehearsal or Rehearsal()

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Answer at once."""
        text = self.rehearsal.answer(request.messages, request.reply_schema, request.sample)
        prompt = tokens_of_prompt(message.content for message in request.messages)
        tokens = tokens_in(text)
        whole = tokens <= request.max_output_tokens
        if not whole:
            text, tokens = cut(text, request.max_output_tokens), request.max_output_tokens
        return ModelReply(
            text=text,
            finish="stop" if whole else "length",
            usage=Usage(
                prompt_tokens=prompt, cached_tokens=0, completion_tokens=tokens, reasoning_tokens=0
            ),
            served_by=MODEL,
        )
