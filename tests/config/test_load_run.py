"""What a run file may say, and what is said about one that is wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.config import RunConfig, hash_config, load_run
from digit_tc.errors import ConfigError


def written(folder: Path, text: str, name: str = "demo.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str, **options: object) -> str:
    with pytest.raises(ConfigError) as caught:
        load_run(written(folder, text), options)
    return str(caught.value).replace(str(folder / "demo.yaml"), "demo.yaml")


def test_no_file_and_no_options_give_the_defaults() -> None:
    assert load_run(None) == RunConfig()


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_run(written(tmp_path, "# nothing yet\n")) == RunConfig()


def test_options_override_the_file_and_absent_options_do_not(tmp_path: Path) -> None:
    path = written(tmp_path, "count: 5\nseed: 1\nsample: {max_steps: 2, carry_share: 0.1}\n")
    config = load_run(path, {"count": 9, "seed": None, "sample.max_steps": 3})
    assert (config.count, config.seed) == (9, 1)
    assert (config.sample.max_steps, config.sample.carry_share) == (3, 0.1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "seed: 1\ncount: lots\n",
            "demo.yaml, line 2, count: expected a whole number; got 'lots'.",
        ),
        ("count: 0\n", "demo.yaml, line 1, count: expected at least 1; got 0."),
        (
            "name: demo\ncuont: 3\n",
            "demo.yaml, line 2, cuont: there is no such field. Did you mean 'count'?",
        ),
        (
            "sample:\n  shapes:\n    linar: 1\n",
            "demo.yaml, line 3, sample.shapes.linar: there is no such field."
            " Did you mean 'linear'?",
        ),
        (
            "graph:\n  embeddings: statik\n",
            "demo.yaml, line 2, graph.embeddings: expected 'static' or 'none'; got 'statik'."
            " Did you mean 'static'?",
        ),
        (
            "export:\n  format: opnai\n",
            "demo.yaml, line 2, export.format: expected one of openai, trl; got 'opnai'."
            " Did you mean 'openai'?",
        ),
        (
            "export:\n  format: [trl, trl]\n",
            "demo.yaml, line 2, export.format: expected at least one format, and each of them"
            " once.",
        ),
        (
            "sample:\n  turns:\n    1: 0.5\n    2: -1\n",
            "demo.yaml, line 4, sample.turns.2: expected at least 0; got -1.",
        ),
        (
            "sample:\n  turns:\n    99: 1\n",
            "demo.yaml, line 3, sample.turns.99: expected at most 12; got 99.",
        ),
        (
            "sample:\n  offered: [40, 20]\n",
            "demo.yaml, line 2, sample.offered: the fewest must not exceed the most.",
        ),
        ("sample: {offered: [40]}\n", "demo.yaml, line 1, sample.offered.1: is missing."),
        (
            "tools: starter\n",
            "demo.yaml, line 1, tools: expected a list, such as [one, two]; got 'starter'.",
        ),
        (
            "sample: {turns: {1: .inf}}\n",
            "demo.yaml, line 1, sample.turns.1: expected a finite number; got inf.",
        ),
        ("count: 3\nseed: 1\ncount: 4\n", "demo.yaml, line 3, count: stands here twice."),
        ("- 3\n", "demo.yaml: expected fields such as `count: 200`; got [3]."),
    ],
)
def test_an_error_names_file_line_field_and_what_was_expected(
    tmp_path: Path, text: str, said: str
) -> None:
    assert complaint(tmp_path, text) == said


def test_several_errors_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = complaint(tmp_path, "foo: 1\ncount: x\nseed: y\n").splitlines()
    assert [line.split(": ")[0].split(", ")[1] for line in lines] == ["line 1", "line 2", "line 3"]


def test_a_wrong_option_is_named_as_an_option(tmp_path: Path) -> None:
    said = complaint(tmp_path, "count: 5\n", count=0)
    assert said == "Option --count: expected at least 1; got 0."


def test_text_that_is_not_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    assert complaint(tmp_path, "count: 1\nseed: [\n").startswith("demo.yaml, line 3: this is not")


_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
_MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_LAUGHS, "this comes to more than 20000 values"),
        (_MERGES, "this comes to more than 20000 values"),
        (
            "models: &a\n  endpoints: *a\n",
            "line 1: an alias in here stands for what it is a part of.",
        ),
        ("tools: &a [*a]\n", "line 1: an alias in here stands for what it is a part of."),
        ("[" * 5_000 + "]" * 5_000, "nested too deeply"),
    ],
)
def test_text_that_grows_without_end_is_refused_at_once(
    tmp_path: Path, text: str, said: str
) -> None:
    began = time.process_time()
    assert said in complaint(tmp_path, text)
    assert time.process_time() - began < 3


def test_alias_of_a_part_is_taken(tmp_path: Path) -> None:
    text = "models:\n  endpoints:\n    a/b: &a {api_key_env: MY_KEY}\n    a/c: *a\n"
    endpoints = load_run(written(tmp_path, text)).models.endpoints
    assert endpoints["a/b"] == endpoints["a/c"]


def test_a_missing_file_brings_up_its_neighbour(tmp_path: Path) -> None:
    written(tmp_path, "count: 1\n")
    with pytest.raises(ConfigError, match=r"Did you mean .*demo\.yaml"):
        load_run(tmp_path / "dmeo.yaml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_run(path)


def test_tool_paths_are_relative_to_the_run_files_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = written(tmp_path, "[]", "tools.json")
    path = written(tmp_path, "tools: [tools.json, ./missing.yaml, starter, 'mod:fn', 'mcp:a b']\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    missing = str(tmp_path / "missing.yaml")
    assert load_run(path).tools == (str(tools), missing, "starter", "mod:fn", "mcp:a b")


def test_tool_paths_of_options_are_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    tools = written(elsewhere, "[]", "tools.json")
    monkeypatch.chdir(elsewhere)
    config = load_run(written(tmp_path, "count: 1\n"), {"tools": ("tools.json",)})
    assert config.tools == (str(tools),)


def test_the_hash_knows_the_tools_by_content_and_not_by_folder(tmp_path: Path) -> None:
    hashes = []
    for folder, text in (("a", "[]"), ("b", "[]"), ("c", "[1]")):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, text, "tools.json")
        run = written(tmp_path / folder, "tools: [tools.json]\n")
        hashes.append(hash_config(load_run(run)))
    assert hashes[0] == hashes[1] != hashes[2]


@given(st.integers(0, 2**63 - 1), st.integers(1, 1000), st.sampled_from(["a", "b"]))
def test_the_hash_depends_on_everything_but_the_name(seed: int, count: int, name: str) -> None:
    config = RunConfig(seed=seed, count=count, name=name)
    assert hash_config(config) == hash_config(config.model_copy(update={"name": "other"}))
    assert hash_config(config) != hash_config(config.model_copy(update={"count": count + 1}))
    assert hash_config(config) != hash_config(config.model_copy(update={"seed": seed ^ 1}))


@pytest.mark.parametrize(
    ("written", "names", "stored"),
    [
        ("openai", ("openai",), "openai"),
        ("[trl]", ("trl",), "trl"),
        ("[openai, trl]", ("openai", "trl"), ["openai", "trl"]),
    ],
)
def test_formats_are_one_or_several_and_stored_as_people_write_them(
    tmp_path: Path, written: str, names: tuple[str, ...], stored: object
) -> None:
    file = tmp_path / "demo.yaml"
    file.write_text(f"export: {{format: {written}}}\n")
    config = load_run(file)
    assert config.export.format == names
    assert config.model_dump(mode="json")["export"]["format"] == stored
    assert RunConfig.model_validate(config.model_dump(mode="json")) == config
