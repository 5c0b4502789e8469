"""The mock provider as a model in this process, without HTTP."""

from __future__ import annotations

from digit_tc.llm.protocol import ModelReply, ModelRequest
from digit_tc.mock_provider.openai_responses import MODEL
from digit_tc.mock_provider.provider import MockProvider
from digit_tc.mock_provider.tokens import count_prompt_tokens, truncate
from digit_tc.records import Usage


class MockModel:
    """A `ChatModel` that never fails; one `MockProvider` may stand behind several of them."""

    def __init__(self, provider: MockProvider | None = None) -> None:
        self.provider = provider or MockProvider()

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Answer at once, cut off at the request's token limit."""
        text = self.provider.answer(request.messages, request.reply_schema, request.sample)
        prompt = count_prompt_tokens(message.content for message in request.messages)
        text, tokens, finish = truncate(text, request.max_output_tokens)
        return ModelReply(
            text=text,
            finish=finish,
            usage=Usage(
                prompt_tokens=prompt, cached_tokens=0, completion_tokens=tokens, reasoning_tokens=0
            ),
            served_by=MODEL,
        )
