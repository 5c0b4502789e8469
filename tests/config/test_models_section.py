"""What a run file says about models, and what is said about one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from digit_tc.config import RunConfig, load_run
from digit_tc.errors import ConfigError


def complaint(folder: Path, text: str, **options: object) -> str:
    path = folder / "demo.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_run(path, options)
    return str(caught.value).replace(str(path), "demo.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "roles:\n  planer: openai/x\n",
            "demo.yaml, line 2, roles.planer: there is no such field. Did you mean 'planner'?",
        ),
        (
            "roles:\n  user: openai/x\n  judge: grammar\n",
            "demo.yaml, line 3, roles.judge: the grammar writer has no judge; name a model, or"
            " none.",
        ),
        (
            "roles: {user: none}\n",
            "demo.yaml, line 1, roles.user: this role must be filled; name a model, or grammar.",
        ),
        (
            "roles: {user: gpt oss}\n",
            "demo.yaml, line 1, roles.user: expected a model's name without spaces, such as"
            " openai/gpt-oss-20b; got 'gpt oss'.",
        ),
        (
            "models: {api_base: 'localhost:8000'}\n",
            "demo.yaml, line 1, models.api_base: expected an address that begins with http:// or"
            " https://; got 'localhost:8000'.",
        ),
        (
            "models:\n  temperature: {writer: 1}\n",
            "demo.yaml, line 2, models.temperature.writer: expected 'planner', 'user', 'solver',"
            " 'simulator', 'assistant' or 'judge'; got 'writer'.",
        ),
        (
            "budget: {max_usd: 0}\n",
            "demo.yaml, line 1, budget.max_usd: expected more than 0; got 0.",
        ),
        (
            "budget: {max_dollars: 5}\n",
            "demo.yaml, line 1, budget.max_dollars: there is no such field among max_usd,"
            " max_tokens, max_minutes.",
        ),
        (
            "ablate: [jugde]\n",
            "demo.yaml, line 1, ablate.0: expected 'back-translation', 'implicit' or 'judge'; got"
            " 'jugde'. Did you mean 'judge'?",
        ),
        (
            "synthesis: {back_translation: {samples: 1, needed: 2}}\n",
            "demo.yaml, line 1, synthesis.back_translation.needed: at most as many as samples.",
        ),
        (
            "count: 3\ngraph:\n  infer_returns: model\n",
            "demo.yaml, line 3, graph.infer_returns: this needs a model for the simulator; name"
            " it in roles.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_section_about_models_is_told_by_line_and_field(
    tmp_path: Path, text: str, said: str
) -> None:
    assert complaint(tmp_path, text) == said


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "127.0.0.1:9",
        "javascript:alert(1)",
        "http://",
        "http:///v1",
        "http://exa mple/v1",
        "http://[::1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:0/v1",
        "http://127.0.0.1:port/v1",
        "http://127.0.0.1/v1?x=1",
        "http://127.0.0.1/v1\\n",
        "\\0",
    ],
)
def test_wrong_address_is_told_wherever_it_stands(tmp_path: Path, address: str) -> None:
    said = complaint(tmp_path, f'models:\n  api_base: "{address}"\n')
    assert said.startswith("demo.yaml, line 2, models.api_base: expected an address ")
    said = complaint(
        tmp_path, f'models:\n  endpoints:\n    openai/x:\n      api_base: "{address}"\n'
    )
    assert said.startswith(
        "demo.yaml, line 4, models.endpoints.openai/x.api_base: expected an address "
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000",
        "https://a-b.example.org/x/y_z/v1/",
        "http://ärzte.example/v1",
        "https://x.openai.azure.com/openai/deployments/a%20b",
    ],
)
def test_usual_address_is_taken_as_it_is(tmp_path: Path, address: str) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(f"models: {{endpoints: {{openai/x: {{api_base: '{address}'}}}}}}\n")
    assert load_run(path).models.endpoints["openai/x"].api_base == address


@pytest.mark.parametrize(
    "text",
    [
        "models: {api_key: %s}",
        "models: {openai_api_key: %s}",
        "budget: {Password: %s}",
        "models: {endpoints: {openai/x: {token_: 1, api-key: %s}}}",
        "models: {api_key_env: %s}",
        "models: {api_base: 'https://user:%s@host/v1'}",
        "models: {api_base: 'user:%s@host/v1'}",
        "models: {api_base: 'https://host/v1?api_key=%s'}",
        "models: {endpoints: {openai/x: {api_base: 'https://%s@host'}}}",
        "roles: {user: %s}",
        "key: %s",
        "seed: %s",
    ],
)
def test_what_looks_like_a_key_is_refused_and_never_repeated(tmp_path: Path, text: str) -> None:
    key = "sk-proj-abcdEFGH1234567890abcd"
    said = complaint(tmp_path, text % key)
    assert "demo.yaml, line 1" in said
    assert key[4:] not in said
    assert "environment" in said


def test_a_key_without_any_mark_is_told_by_the_name_of_its_field(tmp_path: Path) -> None:
    for text in ("models: {api_key: Zebra77}", "models: {api_key_env: 7f-Zebra77}"):
        assert "Zebra77" not in complaint(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "models: {api_base: 'http://127.0.0.1:8000/v1', api_key_env: MY_KEY}",
        "models: {api_key_env: AZURE_OPENAI_API_KEY_2026_EASTUS2}",
        "models: {max_output_tokens: 512}\nbudget: {max_tokens: 900}",
        "roles: {user: openai/gpt-oss-20b, judge: huggingface/HuggingFaceTB/SmolLM2-135M-Instruct}",
        "roles: {user: ollama_chat/llama3.2}\ntools: ['https://x.org/openapi.json?token=public']",
    ],
)
def test_what_is_no_key_is_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(text, encoding="utf-8")
    assert isinstance(load_run(path), RunConfig)


def test_an_option_is_named_as_it_was_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^Option --role judge: the grammar writer has no judge"):
        load_run(None, {"roles.judge": "grammar"}, options={"roles.judge": "--role judge"})
    with pytest.raises(ConfigError, match=r"^Option --api-base: the address holds") as caught:
        load_run(
            None,
            {"models.api_base": "https://me:Zebra@host"},
            options={"models.api_base": "--api-base"},
        )
    assert "Zebra" not in str(caught.value)
