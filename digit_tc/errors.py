"""The errors that DiGiT-TC raises on purpose.

DigitError
├── ConfigError                 the run file or a setting is wrong: file, field, what was expected
├── SpecError                   a source cannot be read as tools: source, item, reason
├── ChainError                  the graph holds no such chain; carries the partial one
├── ModelError                  a model call failed: model, role, cause
│   ├── TransientModelError     worth another try: the only one that is retried
│   ├── RefusedModelError       trying again will not help
│   ├── UnsupportedOutputError  the provider does not take this `response_format`; another is sent
│   └── NoCompletionError       a body with status 200 that is no chat completion
├── BudgetError                 the run's money, tokens or time is spent
├── YieldError                  the sources cannot give the number of conversations asked for
├── GateError                   a quality gate failed: the data are kept, the expectations are named
├── ReplayError                 calls made again in their world have other results: which, where
├── ServerError                 the Prefect server cannot be reached or started
├── ClusterError                the cluster that writes shards cannot be reached or has no workers
├── StopRequested               the user asked the run to stop; what was under way is stored
├── StoreError                  newer schema, or another writer holds the file: who, and what to do
│   └── DamagedShardError       a shard's file is cut short or changed
└── RejectedError               one tool, plan, text or reply is of no use; with the reason
    ├── NoValueError            no value fits the schema of a field
    ├── SameCallError           the same call would be made twice
    ├── CastError               a plan cannot be run in its world
    ├── RefusedCallError        the world of a plug-in refuses a call
    ├── UntoldError             there are no words for a row that a call is about
    ├── MissingValueError       a result has nothing at the place that a later call reads
    ├── UnplacedError           a path leads past the end of a list or through a scalar
    ├── UngroundedError         a literal of the plan stands nowhere that the assistant can see
    ├── GivenUpError            a step of a conversation failed as often as it may
    ├── UnusableReplyError      no readable reply came, though the model was asked again
    ├── TooManyStepsError       broken JSON that would take too long to be mended
    └── InvalidRequestError     a client of the mock provider asked for what it does not give

Poor output is no error for whoever runs DiGiT-TC but a `digit_tc.records.Rejection`: expected,
stored and counted. A RejectedError carries it up to where the Rejection is made, and never further.
"""

from __future__ import annotations


class DigitError(Exception):
    """What went wrong, to what, and what to do about it.

    `message` is one plain sentence; `remedy`, where there is one, says what to do next.
    `exit_code` is what the command line returns for it.
    """

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling of exceptions, and task
        # runners send exceptions from process to process.
        return (_rebuild, (type(self), self.message, self.remedy, self.__dict__))


def _rebuild(
    kind: type[DigitError], message: str, remedy: str, state: dict[str, object]
) -> DigitError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    error.message, error.remedy = message, remedy
    return error


class ConfigError(DigitError):
    """The run file, an option or a setting is wrong."""

    exit_code = 2


class SpecError(DigitError):
    """A source cannot be read as tool specifications at all."""

    exit_code = 2


class ChainError(DigitError):
    """The tool graph holds no chain of the wanted shape."""

    exit_code = 3


class ModelError(DigitError):
    """A model call failed."""


class TransientModelError(ModelError):
    """A rate limit, time-out, lost connection or server fault: worth another try.

    `kind` is `rate-limit`, `time-out`, `connection`, `server-error` or `bad-response`;
    `retry_after_seconds` is how long the provider asks to be left alone, None where it does not
    say.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        kind: str = "connection",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.kind = kind
        self.retry_after_seconds = retry_after_seconds


class RefusedModelError(ModelError):
    """A refused key, spent quota, unknown model or too long a prompt: another try will not help.

    `kind` is `key`, `quota`, `unknown-model`, `request`, or of one prompt alone `too-long` or
    `content`: then other prompts may still be answered.
    """

    exit_code = 2

    def __init__(self, message: str, *, remedy: str = "", kind: str = "request") -> None:
        super().__init__(message, remedy=remedy)
        self.kind = kind

    @property
    def of_the_prompt(self) -> bool:
        """Whether only this prompt was refused, so that the run can go on without it."""
        return self.kind in ("too-long", "content")


class BudgetError(DigitError):
    """The run's money, tokens or time is spent. What was accepted is kept and exported.

    `limit` is the one that was reached, as a run file's `budget` names it: `max_usd`, `max_tokens`
    or `max_minutes`; empty where nobody knows.
    """

    exit_code = 5

    def __init__(self, message: str, *, remedy: str = "", limit: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.limit = limit


class YieldError(DigitError):
    """The sources cannot give the number of conversations that was asked for."""

    exit_code = 3


class GateError(DigitError):
    """A quality gate failed. The data are kept; `failures` names expectations and rows."""

    exit_code = 4

    def __init__(self, message: str, *, remedy: str = "", failures: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.failures = failures


class ReplayError(DigitError):
    """The calls of an export, made again in their world, have other results or effects."""

    exit_code = 4


class ServerError(DigitError):
    """The Prefect server cannot be reached or started."""


class ClusterError(DigitError):
    """The cluster that writes shards cannot be reached, or lost its workers."""


class StopRequested(DigitError):  # noqa: N818  (it is a request, not a fault)
    """The user asked the run to stop; what was under way has been stored."""

    exit_code = 130


class StoreError(DigitError):
    """The database is newer than this version, damaged, or held by another writer."""

    exit_code = 2


class RejectedError(DigitError):
    """One thing that was to be made or read is of no use; caught where the next one is tried."""

    reason = "rejected"
    """Why, as one word of a Rejection: `no-name`, `no-value`, `same-call`."""

    def __init__(self, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or type(self).reason
