"""Options about models, what a dry run says about them, and the pilot."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from digit_tc.config import RunConfig, hash_config
from digit_tc.config.models import Ablation
from digit_tc.errors import BudgetError, GateError
from digit_tc.records import ROLES, Run, Usage
from digit_tc.store import Store
from flows.cli import model_options
from flows.observe.progress import RunSummary

KEY = "sk-proj-abcdEFGH1234567890abcd"


@pytest.fixture(autouse=True)
def _nobody_is_greeted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model stands behind these names, so no test need wait for its answer."""
    module = importlib.import_module("digit_tc.runs.model_check")
    monkeypatch.setattr(module, "check_models", lambda _site, _config: None)


@pytest.fixture
def asked(pipeline: Any) -> list[RunConfig]:
    """The run files with which the pipeline was started, which makes nothing."""
    seen: list[RunConfig] = []

    def made(config: Any, *, run_id: str, db: Path, export: Path, **_: object) -> RunSummary:
        seen.append(config)
        return RunSummary(run_id, config.count, 3.0, db, export.parent, export)

    pipeline(made)
    return seen


def test_the_options_know_the_roles_and_the_ablations() -> None:
    assert model_options._ROLES == ROLES
    assert get_args(Ablation) == model_options._ABLATIONS


def test_a_model_fills_all_roles_and_a_role_goes_before_it(digit_tc: Any, asked: Any) -> None:
    said = digit_tc(
        "generate", "--quiet", "--model", "openai/a", "--api-base", "http://127.0.0.1:9/v1",
        "--role", "judge=openai/b", "--role", "planner=grammar", "--role", "solver=none",
        "--max-usd", "0.5", "--max-tokens", "9000", "--max-minutes", "1.5",
        "--max-concurrency", "7", "--ablate", "implicit", "--ablate", "judge",
        "--ablate", "implicit",
    )  # fmt: skip
    assert said.code == 2  # nobody knows what openai/a costs at that address
    said = digit_tc(
        "generate", "--quiet", "--model", "openai/a", "--api-base", "http://127.0.0.1:9/v1",
        "--role", "judge=openai/b", "--role", "planner=grammar", "--role", "solver=none",
        "--max-tokens", "9000", "--max-minutes", "1.5",
        "--max-concurrency", "7", "--ablate", "implicit", "--ablate", "judge",
        "--ablate", "implicit",
    )  # fmt: skip
    assert said.code == 0, said.err
    (config,) = asked
    assert config.roles.model_dump() == {
        "planner": "grammar", "user": "openai/a", "solver": "none", "simulator": "openai/a",
        "assistant": "openai/a", "judge": "openai/b",
    }  # fmt: skip
    assert config.models.api_base == "http://127.0.0.1:9/v1"
    assert config.models.max_concurrency == 7
    assert config.budget.model_dump() == {"max_usd": None, "max_tokens": 9000, "max_minutes": 1.5}
    assert config.ablate == ("implicit", "judge")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "judg=openai/x"), "there is no role 'judg'. Did you mean 'judge'?"),
        (("--role", "zzz=openai/x"), "The roles are planner, user, solver, simulator"),
        (("--role", "judge"), "there is no '=' in what was given"),
        (("--role", "user="), "user=grammar for no model"),
        (("--role", "judge=grammar"), "Option --role judge: the grammar writer has no judge"),
        (("--role", "user=none"), "Option --role user: this role must be filled"),
        (("--model", "a b"), "Option --model: expected a model's name without spaces"),
        (("--api-base", "localhost:1"), "Option --api-base: expected an address that begins with"),
        (("--max-usd", "0"), "Option --max-usd: expected more than 0"),
        (("--max-tokens", "-1"), "Option --max-tokens: expected at least 1"),
        (("--max-concurrency", "0"), "Option --max-concurrency: expected at least 1"),
        (("--ablate", "nothing"), "back-translation"),
        (("--model", "nonsense"), "LiteLLM knows no provider for the model 'nonsense'"),
        (
            ("--model", "openai/none-such-7", "--max-usd", "3"),
            "The limit of 3 US dollars cannot be held: what openai/none-such-7 costs is not known",
        ),
    ],
)
def test_wrong_options_are_told_before_anything_is_started(
    digit_tc: Any, asked: Any, words: Any, told: str
) -> None:
    said = digit_tc("generate", "--quiet", *words)
    assert (said.code, said.out, asked) == (2, "", [])
    assert told in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("--api-base", f"https://user:{KEY}@host/v1"),
        ("--api-base", f"https://host/v1?api_key={KEY}"),
        ("--api-base", "https://user:correct-horse@host/v1"),
        ("--model", KEY),
        ("--role", f"user={KEY}"),
    ],
)
def test_a_key_on_the_command_line_is_refused_and_never_printed(
    digit_tc: Any, asked: Any, words: Any
) -> None:
    said = digit_tc("generate", "--dry-run", *words)
    assert (said.code, said.out, asked) == (2, "", [])
    assert "environment" in said.err
    assert KEY[4:] not in said.err
    assert "correct-horse" not in said.err


def test_a_dry_run_tells_who_fills_which_role_and_whether_keys_and_prices_are_there(
    digit_tc: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    path = tmp_path / "run.yaml"
    path.write_text(
        "count: 40\nroles: {user: openai/gpt-4o-mini, judge: openai/other}\n"
        "models:\n  endpoints:\n    openai/other: {api_key_env: MY_KEY}\n"
        "budget: {max_tokens: 2000000}\n"
    )
    said = digit_tc("generate", "--dry-run", path)
    lines = [line.split() for line in said.out.splitlines()]
    assert said.code == 0
    assert ["planner", "grammar", "values", "of", "the", "plan"] in lines
    assert ["user", "openai/gpt-4o-mini", "the", "user's", "words"] in lines
    assert ["openai/gpt-4o-mini", "openai", "OPENAI_API_KEY:", "not", "set", "known"] in lines
    assert ["openai/other", "openai", "MY_KEY:", "set", "not", "known"] in lines
    assert "Budget: 2M tokens." in said.out
    assert "Forecast for 40 conversations (assumed" in said.out
    assert KEY not in said.out + said.err
    assert [found.name for found in tmp_path.rglob("*")] == ["run.yaml"]


def test_a_dry_run_without_models_speaks_of_none(digit_tc: Any) -> None:
    said = digit_tc("generate", "--dry-run", "--count", "5")
    assert "fills each role" not in said.out
    assert "Forecast" not in said.out


RUN_FILE = """
count: 1000
roles: {user: openai/w, judge: openai/w}
models: {endpoints: {openai/w: {price: {input_usd_per_million: 1, output_usd_per_million: 1}}}}
"""


@pytest.fixture
def small_run(pipeline: Any, samples: ModuleType, model_calls: ModuleType) -> Any:
    """`small_run(error)` puts a pipeline in place that makes what was asked for, then raises."""

    def put(error: Exception | None = None) -> None:
        def made(config: Any, *, run_id: str, db: Path, export: Path, **_: object) -> RunSummary:
            plant(config, run_id, db, samples, model_calls)
            if error is not None:
                raise error
            return RunSummary(run_id, config.count, 3.0, db, export.parent, export)

        pipeline(made)

    put.pipeline = pipeline  # type: ignore[attr-defined]
    return put


def plant(
    config: RunConfig, run_id: str, db: Path, samples: ModuleType, model_calls: ModuleType
) -> None:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    run = Run(
        run_id=run_id, name="x", config=config.model_dump(mode="json"), seed=7, version="0",
        config_hash=hash_config(config), count=config.count, status="done", started_at=at,
        ended_at=at,
    )  # fmt: skip
    made = [samples.build_conversation(index) for index in range(config.count)]
    with Store(db).writing() as writer:
        writer.put_run(run)
        writer.put_scenarios(run_id, [samples.build_scenario(n) for n in range(config.count)])
        writer.put_conversations(run_id, made, [samples.build_assessment(one) for one in made])
        writer.admit(run_id, range(config.count))
        writer.put_calls(
            run_id,
            [
                model_calls.call(index=n, role=role, model="openai/w", cost_in_usd=0.002,
                                 usage=Usage(prompt_tokens=1900, completion_tokens=100))
                for n in range(config.count)
                for role in ("user", "user", "judge")
            ],
        )  # fmt: skip


def test_a_pilot_tells_yields_costs_a_forecast_and_the_command(
    digit_tc: Any, small_run: Any, tmp_path: Path
) -> None:
    small_run()
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    said = digit_tc(
        "pilot", path, "--count", "12", "--quiet", "--run-id", "one", "--ablate", "implicit"
    )
    assert said.code == 0, said.err
    assert "pilot-one: 12 conversations from 12 scenarios; yield 100% (76% to 100%)." in said.out
    assert "3.0 requests, 15.0 kB of prompt, 6k tokens, $0.0060" in said.out
    assert "The user costs most: 67%." in said.out
    assert (
        "Forecast for 1,000 conversations (measured by pilot-one on 12 conversations)" in said.out
    )
    assert "let through by the judge" in said.out
    assert "calls found back" not in said.out
    command = shlex.split(said.out.splitlines()[-1])
    assert command[:3] == ["digit-tc", "generate", str(path)]
    options = dict(zip(command[3::2], command[4::2], strict=True))
    assert options["--ablate"] == "implicit"
    assert float(options["--max-usd"]) >= 6
    assert int(options["--max-tokens"]) >= 6_000_000
    # What it measured is what a dry run of the same run file tells.
    dry = digit_tc("generate", path, "--dry-run", "--ablate", "implicit", "--count", "500")
    assert "Forecast for 500 conversations (measured by pilot-one" in dry.out


def test_a_pilot_prints_json_for_programs(digit_tc: Any, small_run: Any, tmp_path: Path) -> None:
    small_run()
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    said = digit_tc("pilot", path, "--count", "4", "--of", "30", "--quiet", "--json")
    found = json.loads(said.out)
    assert found["run_id"].startswith("pilot-dataset-")
    assert (found["conversations"], found["forecast"]["count"]) == (4, 30)


@pytest.mark.parametrize(
    ("error", "code"),
    [(GateError("The shares are off.", failures=("x",)), 0), (BudgetError("All is spent."), 5)],
)
def test_a_pilot_that_ended_early_tells_what_it_learned(
    digit_tc: Any, small_run: Any, tmp_path: Path, error: Exception, code: int
) -> None:
    small_run(error)
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    said = digit_tc("pilot", path, "--count", "4", "--quiet")
    assert said.code == code
    assert "yield 100%" in said.out
    assert str(error) in said.err


def test_a_pilot_whose_budget_is_spent_says_how_this_pilot_goes_on(
    digit_tc: Any, small_run: Any, tmp_path: Path
) -> None:
    # Without its id the same command would begin another one.
    small_run(BudgetError("All is spent.", remedy="Run the same command again."))
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    said = digit_tc("pilot", path, "--count", "4", "--quiet", "--run-id", "one")
    assert said.code == 5
    assert "the same command with --run-id pilot-one" in said.err
    assert "Run the same command again" not in said.err


def test_a_pilot_without_models_is_refused(digit_tc: Any) -> None:
    said = digit_tc("pilot", "--count", "4")
    assert said.code == 2
    assert "No role is filled by a model" in said.err


def going_on(said: Any) -> list[str]:
    """The words of the command that the end of the budget names, after `digit-tc`."""
    program, *words = shlex.split(said.err.strip().rpartition("To go on: ")[2])
    assert program == "digit-tc"
    return words


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_spent_budget_tells_what_was_made_and_a_command_that_goes_on_as_printed(
    digit_tc: Any, small_run: Any, tmp_path: Path, elsewhere: bool
) -> None:
    small_run(BudgetError("The budget of 2 US dollars is spent.", limit="max_usd"))
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    place = ("--db", tmp_path / "own.duckdb") if elsewhere else ()
    said = digit_tc(
        "generate", path, "--quiet", "--run-id", "mine", "--count", "6", "--max-usd", "2",
        "--max-tokens", "7000000", "--role", "assistant=openai/w", *place,
    )  # fmt: skip
    lines = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert said.code == 5
    assert lines["made"] == "6 conversations of 6"
    assert lines["run"] == "mine"
    assert going_on(said) == ["resume", "mine", *map(str, place), "--max-usd", "4"]
    # Typed as it is, it is the same run with more money; the other limit stays. `plant` calls
    # every run done, and a run that is done has no budget to spend.
    database = tmp_path / "own.duckdb" if elsewhere else tmp_path / "home" / "digit-tc.duckdb"
    seen = unfinished(database, "mine", small_run.pipeline)
    again = digit_tc(*going_on(said), "--quiet")
    assert again.code == 5, again.err
    assert [one.budget.model_dump() for one in seen] == [
        {"max_usd": 4.0, "max_tokens": 7_000_000, "max_minutes": None}
    ]
    assert [(one.count, one.roles.assistant) for one in seen] == [(6, "openai/w")]
    assert going_on(again) == ["resume", "mine", *map(str, place), "--max-usd", "8"]


def unfinished(database: Path, run_id: str, pipeline: Any) -> list[RunConfig]:
    """Make a run one that its budget ended; gives the run files with which it is taken up."""
    seen: list[RunConfig] = []

    def made(config: Any, **_: object) -> RunSummary:
        seen.append(config)
        raise BudgetError("The budget is spent.", limit="max_usd")

    store = Store(database)
    with store.reading() as reader:
        run = reader.run(run_id)
    with store.writing() as writer:
        writer.put_run(run.model_copy(update={"status": "stopped"}))
    pipeline(made)
    return seen


def test_a_budget_that_ends_before_anything_is_stored_names_no_run_to_resume(
    digit_tc: Any, pipeline: Any, tmp_path: Path
) -> None:
    def made(*_: object, **__: object) -> RunSummary:
        raise BudgetError("The budget of 2 US dollars is spent.", remedy="Raise --max-usd.")

    pipeline(made)
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE)
    said = digit_tc("generate", path, "--quiet", "--run-id", "mine", "--max-usd", "2")
    assert said.code == 5
    assert "resume" not in said.err
    assert "Raise --max-usd." in said.err
