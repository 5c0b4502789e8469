"""Asks models for one run: cache, budget, limits, faults, parsing and the follow-up."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from digit_tc.config.run import RunConfig
from digit_tc.errors import ConfigError, StopRequested
from digit_tc.llm.budget import Budget, require_prices
from digit_tc.llm.call_log import read_calls, read_calls_since, read_spending
from digit_tc.llm.call_recorder import CallRecorder, KeyedRequest, SendAttempt, key_request
from digit_tc.llm.figures import ModelFigures
from digit_tc.llm.follow_up import build_follow_up
from digit_tc.llm.group_commit import GroupCommit
from digit_tc.llm.prices import compute_cost
from digit_tc.llm.protocol import Answer, ChatMessage, ChatModel, ModelRequest, Purpose
from digit_tc.llm.provider import Provider
from digit_tc.llm.reply_cache import CacheEntry, ReplyCache
from digit_tc.llm.sender import ParsedReply, Sender, parse_reply
from digit_tc.records import ModelCall

_UTC_NOW = partial(dt.datetime.now, dt.UTC)


@dataclass
class _PendingRequest:
    """A question under way, and how many wait for its reply."""

    task: asyncio.Task[ParsedReply]
    askers: int = 0
    is_sent: bool = False


class ModelGateway:
    """Answers questions for the roles of one run. Implements `ModelClient`.

    `folder` holds the replies of all its runs. Everything is asked from one event loop
    (`run_coroutine` gives one); `stop`, `read_figures`, `drain_calls` and `read_calls` may be
    called from any thread. Raises ConfigError where a limit of money cannot be checked because a
    price is not known, and StoreError where the file of replies cannot be used.
    """

    def __init__(
        self,
        config: RunConfig,
        folder: Path,
        run_id: str,
        model: ChatModel | None = None,
        clock: Callable[[], dt.datetime] = _UTC_NOW,
    ) -> None:
        require_prices(config)
        self._config = config
        self._folder = folder
        self._run_id = run_id
        self._model = model if model is not None else _make_default_model(config)
        self._replies = ReplyCache(folder)
        self._commit = GroupCommit(self._replies, self._end)
        self._recorder = CallRecorder(run_id, clock)
        self._spent = read_spending(folder, run_id)
        self._budget = Budget(
            config.budget,
            self._spent,
            lambda name, usage: compute_cost(name, usage, config.models)[0],
        )
        self._sender = Sender(
            self._model, config.models, self._budget, self._commit, self._recorder, self._end
        )
        self._providers: dict[tuple[str, str | None], Provider] = {}
        self._pending: dict[str, _PendingRequest] = {}
        self._hits = 0
        self._drained = 0
        self._error: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def ask(
        self,
        purpose: Purpose,
        messages: tuple[ChatMessage, ...],
        schema: Mapping[str, Any],
    ) -> Answer:
        """One answer for a role, fitting `schema`; see `ModelClient`."""
        self._begin()
        request = self._request(purpose, messages, schema)
        keyed = key_request(request, purpose)
        parsed = await self._find_reply(keyed)
        if parsed.problem is not None:
            again = build_follow_up(request, parsed.reply, parsed.problem)
            if again is None:
                raise parsed.problem
            keyed = key_request(again, purpose)
            parsed = await self._find_reply(keyed)
            if parsed.problem is not None:
                raise parsed.problem
        return Answer(data=parsed.data, model=request.model, key=keyed.key)

    def stop(self) -> None:
        """Send nothing more.

        Waiting callers get StopRequested; what is under way is still stored.
        """
        error = StopRequested(
            "The run was stopped.",
            remedy="Run the same command again: it goes on and pays for nothing twice.",
        )
        self._error = self._error or error
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end, error)

    @property
    def is_ended(self) -> bool:
        """Whether nothing is sent any more: it was stopped or refused, or the budget is spent."""
        return self._error is not None

    async def close(self) -> None:
        """Stop, wait for what is under way, store it, and close the file. Raises StoreError."""
        self.stop()
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._finish_pending()
        finally:
            try:
                await self._commit.close()
            finally:
                self._replies.close()
                await _close_model(self._model)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def read_figures(self) -> ModelFigures:
        """What the run's use of models comes to at this moment."""
        spent, sender = self._spent, self._sender
        providers = tuple(self._providers.values())
        states = [provider.state for provider in providers if provider.state != "ok"]
        priced = spent.unpriced + sender.unpriced == 0
        return ModelFigures(
            requests=spent.requests + sender.requests,
            lost=sender.lost,
            cache_hits=spent.cache_hits + self._hits,
            tokens=self._budget.tokens,
            usd=self._budget.usd if priced else None,
            in_flight=sum(provider.limiter.in_flight for provider in providers),
            limit=sum(provider.limiter.limit for provider in providers),
            waiting=sum(provider.limiter.waiting for provider in providers),
            state="; ".join(states) or "ok",
        )

    def drain_calls(self) -> list[ModelCall]:
        """The run's rows of the call log that were not drained before.

        The first time these are all rows of the run, earlier starts included; the ids tell which of
        them the database has already. Raises StoreError.
        """
        rows, self._drained = read_calls_since(self._folder, self._run_id, self._drained)
        return rows

    def read_calls(self) -> list[ModelCall]:
        """All rows of the run that are on disk. Raises StoreError."""
        return read_calls(self._folder, self._run_id)

    def _begin(self) -> None:
        if self._error is not None:
            raise copy(self._error)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            left = self._budget.start_clock()
            if left is not None:
                self._timer = self._loop.call_later(
                    max(0.0, left), lambda: self._end(self._budget.make_time_error())
                )

    def _request(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> ModelRequest:
        name = self._config.roles.model_of(purpose.role)
        if name is None:
            raise ConfigError(
                f"The role {purpose.role} has no model to ask.",
                remedy=f"Name one: --role {purpose.role}=MODEL.",
            )
        models = self._config.models
        return ModelRequest(
            model=name,
            messages=messages,
            reply_schema=dict(schema),
            reply_name=purpose.prompt.partition("/")[0].replace("-", "_"),
            temperature=models.temperature.get(purpose.role),
            max_output_tokens=models.max_output_tokens,
            sample=purpose.sample,
        )

    async def _find_reply(self, keyed: KeyedRequest) -> ParsedReply:
        stored = self._replies.get(keyed.key)
        if stored is not None:
            return self._record_hit(keyed, parse_reply(stored, keyed.request))
        pending = self._pending.get(keyed.key)
        if pending is not None:
            reply = (await self._await_reply(pending, keyed)).reply
            return self._record_hit(keyed, parse_reply(reply, keyed.request))
        return await self._await_reply(self._start(keyed), keyed)

    def _record_hit(self, keyed: KeyedRequest, parsed: ParsedReply) -> ParsedReply:
        self._hits += 1
        row = self._recorder.make_row(
            keyed,
            SendAttempt(cached=True, cost_in_usd=0.0),
            parsed.outcome,
            detail=parsed.detail,
            reply=parsed.reply,
        )
        self._commit.add(CacheEntry(row, None, self._recorder.session, 0, 0.0))
        return parsed

    def _start(self, keyed: KeyedRequest) -> _PendingRequest:
        provider = self._provider(keyed.request.model)

        def on_sent() -> None:
            pending.is_sent = True

        def when_await_reply(task: asyncio.Task[ParsedReply]) -> None:
            if self._pending.get(keyed.key) is pending:
                del self._pending[keyed.key]
            if not task.cancelled():
                task.exception()  # whoever waits for it gets it; perhaps nobody does any more

        task = asyncio.create_task(self._sender.fetch(keyed, provider, on_sent))
        pending = self._pending[keyed.key] = _PendingRequest(task)
        task.add_done_callback(when_await_reply)
        return pending

    async def _await_reply(self, pending: _PendingRequest, keyed: KeyedRequest) -> ParsedReply:
        pending.askers += 1
        try:
            return await asyncio.shield(pending.task)
        except asyncio.CancelledError:
            if pending.task.cancelled() and self._error is not None:
                raise copy(self._error) from None
            raise
        finally:
            pending.askers -= 1
            if pending.askers == 0 and not pending.is_sent and not pending.task.done():
                del self._pending[keyed.key]  # who asks next sends it anew
                pending.task.cancel()

    async def _finish_pending(self) -> None:
        tasks = [pending.task for pending in self._pending.values()]
        if not tasks:
            return
        models = self._config.models
        try:
            await asyncio.wait(tasks, timeout=models.connect_seconds + models.read_seconds)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _provider(self, model: str) -> Provider:
        models = self._config.models
        endpoint = models.resolve_endpoint(model)
        name = endpoint.api_base or model.partition("/")[0]
        key = (name, endpoint.api_key_env)
        if key not in self._providers:
            provider = Provider(name, models.max_concurrency, 60 * models.give_up_minutes)
            if self._error is not None:
                provider.limiter.fail_waiting(self._error)
            self._providers[key] = provider
        return self._providers[key]

    def _end(self, error: Exception) -> None:
        self._error = self._error or error
        self._budget.fail_waiting(self._error)
        for provider in self._providers.values():
            provider.limiter.fail_waiting(self._error)


def _make_default_model(config: RunConfig) -> ChatModel:
    from digit_tc.llm.litellm_model import LiteLLMModel

    return LiteLLMModel(config.models)


async def _close_model(model: ChatModel) -> None:
    close = getattr(model, "close", None)
    if close is not None:
        await close()
