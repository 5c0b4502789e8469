"""A conversation while it is being written."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.checks import CheckContext
from digit_tc.config import RunConfig
from digit_tc.errors import RejectedError
from digit_tc.llm.protocol import Answer, ModelClient, UnusableReplyError
from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import DoneCall
from digit_tc.records import (
    JSON,
    Call,
    Conversation,
    Reference,
    Rejection,
    Role,
    Scenario,
    Tool,
    Translation,
    Turn,
)
from digit_tc.records.paths import get
from digit_tc.synthesis.casting import open_casting
from digit_tc.synthesis.mistakes import WrongAnswer
from digit_tc.synthesis.whole import seed_of, session_of, unnamed
from digit_tc.world.cast import Cast
from digit_tc.world.choices import Choice
from digit_tc.writers.grammar.writer import NAME, GrammarWriter
from digit_tc.writers.model.history import done_call
from digit_tc.writers.model.role_asking import Subject, ask

_WRITING: tuple[Role, ...] = ("planner", "user", "assistant")


class GivenUpError(RejectedError):
    """A step failed as often as it may; the reasons are noted in the talk."""

    reason = "given-up"

    def __init__(self) -> None:
        super().__init__("A step of the conversation failed as often as it may.")


class Talk:
    """What is settled, what has been written, and what was refused on the way."""

    def __init__(
        self, scenario: Scenario, tools: Mapping[str, Tool], config: RunConfig, asking: ModelClient
    ) -> None:
        self.scenario = scenario
        self.tools = tools
        self.config = config
        self.context = CheckContext(tools=tools)
        self._session = session_of(scenario, 0, tools)
        self.system = self._session.system
        self.grammar = self.fresh_grammar(0)
        self.turns: list[Turn] = []
        self.results: dict[int, dict[str, JSON]] = {}
        """Call id → result, of all calls made so far."""
        self.rejections: list[Rejection] = []
        self.translations: list[Translation] = []
        self.casting = open_casting(seed_of(scenario.seed, 0), tools, self.grammar)
        """What the plans meet in their world."""
        self.mistakes: dict[int, list[WrongAnswer]] = {}
        """Turn → the solver's answers that did not give its plan."""
        self._asking = asking
        self._asked: list[tuple[Prompt, int]] = []
        self._subject = Subject(scenario.id, scenario.index)

    def fresh_grammar(self, attempt: int) -> GrammarWriter:
        """The grammar writer for the roles that it fills, from the seed of one attempt."""
        self.grammar = GrammarWriter(
            seed_of(self.scenario.seed, attempt), self.scenario.today, self.scenario.persona
        )
        self.grammar.setting.session = self._session
        return self.grammar

    def model_of(self, role: Role) -> str | None:
        """The model of a role; None for the grammar writer or nobody."""
        return self.config.roles.model_of(role)

    @property
    def cast(self) -> Cast:
        """What has been run of the plans."""
        return self.casting.done

    @property
    def choices(self) -> Mapping[tuple[int, str], Choice]:
        """The rows that arguments are taken from."""
        return self.cast.choices

    @property
    def attempts(self) -> range:
        """Numbers of the tries at one step."""
        return range(1, self.config.synthesis.max_attempts + 1)

    @property
    def calls(self) -> list[Call]:
        """The calls of the turns that are whole."""
        return [call for turn in self.turns for call in turn.calls]

    @property
    def offered(self) -> dict[str, Tool]:
        """The tools offered, by the name that a model calls them."""
        return {self.tools[key].name: self.tools[key] for key in self.scenario.tools}

    def value_of(self, reference: Reference) -> JSON:
        """What a reference to an earlier turn's result gives. Raises MissingValueError."""
        return get(self.results[reference.call], reference.path)

    def done(self, call: Call) -> DoneCall:
        """An executed call as a piece of a prompt."""
        return done_call(call, self.tools)

    @property
    def writer(self) -> str:
        """Who wrote it: one name where all writing roles have one, else a list by role."""
        names = {role: self.model_of(role) or NAME for role in _WRITING}
        if len(set(names.values())) == 1:
            return names["user"]
        return " ".join(f"{role}={name}" for role, name in names.items())

    def conversation(self, *more: Turn) -> Conversation:
        """The conversation so far, with turns under trial behind it; it has no id yet."""
        return unnamed(self.scenario, [*self.turns, *more], self.system, self.writer)

    def reject(self, reason: str, detail: str) -> None:
        """Note a try that failed."""
        self.rejections.append(
            Rejection(
                stage="synthesize", subject=self.scenario.id, reason=reason, detail=detail[:1000]
            )
        )

    async def ask(
        self, prompt: Prompt, *, turn: int | None = None, attempt: int = 1, sample: int = 0
    ) -> Answer | None:
        """An answer, or None where no readable one came; that is noted.

        Raises GivenUpError where no other try would bring one.

        Where a writer is asked the same again after a refusal, it is for another answer: the first
        one lies in the cache. The solver's answer to the same words stays what it was.
        """
        if prompt.ROLE != "solver":
            before = [number for asked, number in self._asked if asked == prompt]
            sample = max(sample, *(number + 1 for number in before)) if before else sample
            self._asked.append((prompt, sample))
        try:
            return await ask(
                self._asking, prompt, self._subject, turn=turn, attempt=attempt, sample=sample
            )
        except UnusableReplyError as poor:
            self.reject(f"{prompt.ROLE}-{poor.reason}", poor.detail)
            if poor.is_final:
                raise GivenUpError from poor
            return None
