"""The one way of a run to its models: cache, budget, limits, faults, reading, asking once more."""

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
from digit_tc.llm.budget import Budget, demand_prices
from digit_tc.llm.figures import ModelFigures
from digit_tc.llm.follow_up import once_more
from digit_tc.llm.group_commit import GroupCommit
from digit_tc.llm.journal import calls_of, calls_since, spent_by
from digit_tc.llm.model import Answer, ChatMessage, ChatModel, ModelRequest, Purpose
from digit_tc.llm.prices import cost_of
from digit_tc.llm.provider import Provider
from digit_tc.llm.replies import Entry, Replies
from digit_tc.llm.scribe import Question, Scribe, Sending, question
from digit_tc.llm.sending import Sender, Understood, understand
from digit_tc.records import ModelCall

_UTC_NOW = partial(dt.datetime.now, dt.UTC)


@dataclass
class _Flight:
    """A question under way, and how many wait for its reply."""

    task: asyncio.Task[Understood]
    askers: int = 0
    is_sent: bool = False


class Models:
    """Answers questions for the roles of one run. Implements `Asking`.

    `folder` holds the replies of all its runs. Everything is asked from one event loop
    (`digit_tc.llm.run` gives one); `stop`, `figures`, `drain` and `calls` may be called from any
    thread. Raises ConfigError where the budget cannot be kept, StoreError where the file of
    replies cannot be used.
    """

    def __init__(
        self,
        config: RunConfig,
        folder: Path,
        run_id: str,
        model: ChatModel | None = None,
        clock: Callable[[], dt.datetime] = _UTC_NOW,
    ) -> None:
        demand_prices(config)
        self._config = config
        self._folder = folder
        self._run_id = run_id
        self._model = model if model is not None else _the_door(config)
        self._replies = Replies(folder)
        self._commit = GroupCommit(self._replies, self._end)
        self._scribe = Scribe(run_id, clock)
        self._spent = spent_by(folder, run_id)
        self._budget = Budget(
            config.budget, self._spent, lambda name, usage: cost_of(name, usage, config.models)[0]
        )
        self._sender = Sender(
            self._model, config.models, self._budget, self._commit, self._scribe, self._end
        )
        self._providers: dict[tuple[str, str], Provider] = {}
        self._flights: dict[str, _Flight] = {}
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
        """One answer for a role, fitting `schema`; see `Asking`."""
        self._begin()
        request = self._request(purpose, messages, schema)
        asked = question(request, purpose)
        understood = await self._understood(asked)
        if understood.problem is not None:
            again = once_more(request, understood.reply, understood.problem)
            if again is None:
                raise understood.problem
            asked = question(again, purpose)
            understood = await self._understood(asked)
            if understood.problem is not None:
                raise understood.problem
        return Answer(data=understood.data, model=request.model, key=asked.key)

    def stop(self) -> None:
        """Send nothing more: who waits gets StopRequested, what is under way is still stored."""
        error = StopRequested(
            "The run was stopped.",
            remedy="Run the same command again: it goes on and pays for nothing twice.",
        )
        self._error = self._error or error
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end, error)

    @property
    def ended(self) -> bool:
        """Whether nothing is asked any more: stopped, refused, or the budget is spent."""
        return self._error is not None

    async def close(self) -> None:
        """Stop, wait for what is under way, store it, and close the file."""
        self.stop()
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._land_all()
        finally:
            try:
                await self._commit.close()
            finally:
                self._replies.close()
                await _closed(self._model)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def figures(self) -> ModelFigures:
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

    def drain(self) -> list[ModelCall]:
        """The run's rows of the ledger that were not drained before, for the store.

        The first time that is all rows of the run, earlier starts included: their ids tell
        which of them are stored already.
        """
        rows, self._drained = calls_since(self._folder, self._run_id, self._drained)
        return rows

    def calls(self) -> list[ModelCall]:
        """All rows of the run that are on disk."""
        return calls_of(self._folder, self._run_id)

    def _begin(self) -> None:
        if self._error is not None:
            raise copy(self._error)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            left = self._budget.begin()
            if left is not None:
                self._timer = self._loop.call_later(
                    max(0.0, left), lambda: self._end(self._budget.time_is_up())
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

    async def _understood(self, asked: Question) -> Understood:
        stored = self._replies.get(asked.key)
        if stored is not None:
            return self._from_cache(asked, understand(stored, asked.request))
        flight = self._flights.get(asked.key)
        if flight is not None:
            reply = (await self._landed(flight, asked)).reply
            return self._from_cache(asked, understand(reply, asked.request))
        return await self._landed(self._take_off(asked), asked)

    def _from_cache(self, asked: Question, understood: Understood) -> Understood:
        self._hits += 1
        row = self._scribe.row(
            asked,
            Sending(cached=True, cost_in_usd=0.0),
            understood.outcome,
            detail=understood.detail,
            reply=understood.reply,
        )
        self._commit.add(Entry(row, None, self._scribe.spell, 0, 0.0))
        return understood

    def _take_off(self, asked: Question) -> _Flight:
        provider = self._provider(asked.request.model)

        def when_sent() -> None:
            flight.is_sent = True

        def when_landed(task: asyncio.Task[Understood]) -> None:
            if self._flights.get(asked.key) is flight:
                del self._flights[asked.key]
            if not task.cancelled():
                task.exception()  # whoever waits for it gets it; perhaps nobody does any more

        task = asyncio.create_task(self._sender.fetch(asked, provider, when_sent))
        flight = self._flights[asked.key] = _Flight(task)
        task.add_done_callback(when_landed)
        return flight

    async def _landed(self, flight: _Flight, asked: Question) -> Understood:
        flight.askers += 1
        try:
            return await asyncio.shield(flight.task)
        except asyncio.CancelledError:
            if flight.task.cancelled() and self._error is not None:
                raise copy(self._error) from None
            raise
        finally:
            flight.askers -= 1
            if flight.askers == 0 and not flight.is_sent and not flight.task.done():
                del self._flights[asked.key]  # who asks next takes off anew
                flight.task.cancel()

    async def _land_all(self) -> None:
        tasks = [flight.task for flight in self._flights.values()]
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
        endpoint = models.endpoints.get(model)
        base = (endpoint.api_base if endpoint else None) or models.api_base
        key = (endpoint.api_key_env if endpoint else None) or models.api_key_env
        name = base or model.partition("/")[0]
        if (name, key or "") not in self._providers:
            provider = Provider(name, models.max_concurrency, 60 * models.give_up_minutes)
            if self._error is not None:
                provider.limiter.end(self._error)
            self._providers[name, key or ""] = provider
        return self._providers[name, key or ""]

    def _end(self, error: Exception) -> None:
        self._error = self._error or error
        self._budget.end(self._error)
        for provider in self._providers.values():
            provider.limiter.end(self._error)


def _the_door(config: RunConfig) -> ChatModel:
    from digit_tc.llm.litellm_model import LiteLLMModel

    return LiteLLMModel(config.models)


async def _closed(model: ChatModel) -> None:
    close = getattr(model, "close", None)
    if close is not None:
        await close()
