"""A word with every model before anything is started: a refused key is known within seconds."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from digit_tc.config import RunConfig, hash_config
from digit_tc.errors import TransientModelError
from digit_tc.llm.protocol import ChatMessage, Purpose, UnusableReplyError
from digit_tc.records import ROLES
from digit_tc.runs.gateway import replies_folder
from digit_tc.runs.site import Site

if TYPE_CHECKING:
    from digit_tc.llm import ModelGateway

_PATIENCE_IN_SECONDS = 8.0
_WORDS = 'Are you there? Answer with the JSON object {"ready": true}.'
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}


def check_models(site: Site, config: RunConfig) -> None:
    """Ask every model of a run one short question; the answer is kept, so it is paid for once.

    Nobody is asked where all conversations are written, by this run or by an equal one. Else,
    whether anybody listens at the models' addresses is seen each time, whatever is kept. Raises
    RefusedModelError for a refused connection or key, or an unknown model, ConfigError or
    BudgetError where the budget cannot be kept. A model that is slow or busy is none of this: the
    run waits for it.
    """
    if config.roles.models and not _is_written(site, config):
        from digit_tc.llm import run_coroutine

        run_coroutine(_check_all(site, config))


def _is_written(site: Site, config: RunConfig) -> bool:
    """Whether a run has all its conversations, or may take them over from an equal run."""
    if not site.db.exists():
        return False
    with site.store.reading() as reader:
        runs = reader.runs()
        own = [run for run in runs if run.run_id == site.run_id]
        equal = [run for run in runs if run.config_hash == hash_config(config)]
        return any(reader.counts(run.run_id)["admitted"] >= run.count for run in (own or equal))


async def _check_all(site: Site, config: RunConfig) -> None:
    from digit_tc.llm import ModelGateway
    from digit_tc.llm.reachability import require_listeners

    site.folder  # noqa: B018  (makes the folder, or says why it cannot be made)
    models = ModelGateway(config, replies_folder(site), site.run_id)
    try:
        await require_listeners(config.models, config.roles.models)
        await _check_each(models, config)
    finally:
        await models.close()


async def _check_each(models: ModelGateway, config: RunConfig) -> None:
    named = {config.roles.model_of(role): role for role in reversed(ROLES)}
    await asyncio.gather(
        *(_check(models, Purpose(role=role, prompt="greeting/1", subject="greeting"))
          for model, role in named.items() if model is not None)
    )  # fmt: skip


async def _check(models: ModelGateway, purpose: Purpose) -> None:
    question = (ChatMessage(role="user", content=_WORDS),)
    with contextlib.suppress(UnusableReplyError, TransientModelError, TimeoutError):
        await asyncio.wait_for(models.ask(purpose, question, _SCHEMA), _PATIENCE_IN_SECONDS)
