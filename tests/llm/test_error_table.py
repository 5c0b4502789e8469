"""Every error of the libraries below has a row."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Iterator

import pytest

from digit_tc.errors import RefusedModelError, TransientModelError
from digit_tc.llm import error_translation
from digit_tc.llm.error_table import BY_CLASS, BY_STATUS, classify_exception, classify_status
from digit_tc.llm.litellm_library import load_litellm
from digit_tc.records import TRANSPORT_FAULTS

_OF_SERVERS = {
    "BadContentDispositionHeader",
    "BadContentDispositionParam",
    "EofStream",
    "WSMessageTypeError",
    "WebSocketError",
}
"""What aiohttp raises where it reads forms and web sockets, which a model never sends."""


def classes_of(module: str) -> Iterator[tuple[str, type[BaseException]]]:
    load_litellm()
    library = importlib.import_module(module)
    for name in dir(library):
        found = getattr(library, name)
        if name.startswith("_") or name in _OF_SERVERS:
            continue
        if inspect.isclass(found) and issubclass(found, Exception):
            yield name, found


@pytest.mark.parametrize("module", ["litellm.exceptions", "openai"])
def test_each_error_of_the_library_has_a_row_of_its_own(module: str) -> None:
    library = module.split(".", maxsplit=1)[0]
    found = [kind for _, kind in classes_of(module) if kind.__module__.startswith(library)]
    assert len(found) > 15
    missing = [kind.__name__ for kind in found if f"{library}.{kind.__name__}" not in BY_CLASS]
    assert missing == []


@pytest.mark.parametrize("module", ["httpx", "aiohttp", "json", "openai", "litellm.exceptions"])
def test_no_error_of_a_library_is_only_an_exception(module: str) -> None:
    bare = [
        name
        for name, kind in classes_of(module)
        if not any(
            f"{each.__module__.split('.')[0]}.{each.__name__}" in BY_CLASS
            for each in kind.__mro__
            if each not in (Exception, BaseException)
        )
    ]
    assert bare == []


@pytest.mark.parametrize("status", [100, 204, 302, 400, 418, 451, 500, 529, 599, 600, *BY_STATUS])
def test_each_status_has_a_fault_that_the_ledger_knows(status: int) -> None:
    fault = classify_status(status)
    assert fault.is_transient is (fault.outcome in TRANSPORT_FAULTS)
    assert fault.outcome == (fault.kind if fault.is_transient else "refused")
    if status >= 500 and status != 501:
        assert fault.is_transient


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "time-out"),
        (ConnectionResetError(), "connection"),
        (json.JSONDecodeError("x", "y", 0), "bad-response"),
        (OSError("no route"), "connection"),
    ],
)
def test_errors_of_python_itself_are_faults_of_transport(error: Exception, kind: str) -> None:
    assert classify_exception(error).kind == kind
    assert isinstance(error_translation.translate_exception(error, "m"), TransientModelError)


def test_error_that_nobody_knows_ends_the_run_instead_of_going_round_for_ever() -> None:
    problem = error_translation.translate_exception(KeyError("x"), "m")
    assert isinstance(problem, RefusedModelError)


def test_keys_of_any_environment_variable_stay_out_of_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOMEBODYS_API_KEY", "plain-looking-value")
    told = str(
        error_translation.translate_response(
            401, "wrong: plain-looking-value sk-abcdef123456", {}, "m"
        )
    )
    assert "plain-looking-value" not in told
    assert "abcdef123456" not in told


def test_rate_limit_that_speaks_of_quota_is_no_spent_account() -> None:
    told = "You exceeded your current quota, please retry in 20 s"
    assert isinstance(error_translation.translate_response(429, told, {}, "m"), TransientModelError)
    assert isinstance(
        error_translation.translate_response(429, "insufficient_quota", {}, "m"), RefusedModelError
    )
