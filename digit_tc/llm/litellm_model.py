"""Models behind LiteLLM: the one door through which requests leave."""

from __future__ import annotations

from digit_tc.config.models import ModelsConfig
from digit_tc.llm.model import ModelReply, ModelRequest


class LiteLLMModel:
    """Any model that LiteLLM reaches. A ChatModel: one request is sent once."""

    def __init__(self, config: ModelsConfig) -> None:
        self._config = config

    async def complete(self, request: ModelRequest) -> ModelReply:
        """The reply. Raises TransientModelError or RefusedModelError, without keys in them."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the connections. A later request opens new ones."""
