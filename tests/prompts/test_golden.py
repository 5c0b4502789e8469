"""Every prompt as it is sent, to be read and reviewed: `tests/golden/prompts/`.

Whoever changes a prompt raises its `VERSION`, for replies in the cache and rows in the ledger name
it, and renews the files with `DIGIT_TC_RENEW_GOLDEN=1 pytest tests/prompts/test_golden.py`; the
difference is what is reviewed. `versions.json` keeps a digest of each version for ever: a label
that stands there is never given another text. (A version that was never released may be taken out
by hand.)
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.prompts import PROMPTS
from digit_tc.prompts.base import Prompt
from digit_tc.prompts.fences import fences_in

GOLDEN = Path(__file__).parents[1] / "golden" / "prompts"
VERSIONS = GOLDEN / "versions.json"
RENEW = "DIGIT_TC_RENEW_GOLDEN"
KINDS = pytest.mark.parametrize("kind", PROMPTS, ids=lambda kind: kind.NAME)


@pytest.fixture(scope="module")
def sample_prompts(samples: ModuleType, prompting: ModuleType) -> Mapping[str, Prompt]:
    tools = {tool.key: tool for tool in samples.build_tools()}
    return {one.NAME: one for one in prompting.one_of_each(samples.build_conversation(0), tools)}


@KINDS
def test_prompt_is_the_one_that_was_reviewed(
    kind: type[Prompt], sample_prompts: Mapping[str, Prompt]
):
    path = GOLDEN / f"{kind.NAME}.txt"
    text = _as_text(sample_prompts[kind.NAME])
    if os.environ.get(RENEW):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"review the change, then renew with {RENEW}=1"


@KINDS
def test_a_changed_text_has_a_new_version(kind: type[Prompt], sample_prompts: Mapping[str, Prompt]):
    known = json.loads(VERSIONS.read_text("utf-8")) if VERSIONS.exists() else {}
    digest = _digest(sample_prompts[kind.NAME])
    if os.environ.get(RENEW) and kind.label() not in known:
        known[kind.label()] = digest
        VERSIONS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
    assert kind.label() in known, f"renew with {RENEW}=1"
    assert known[kind.label()] == digest, f"raise {kind.__name__}.VERSION, then renew"


def test_every_golden_file_is_a_prompt_that_exists():
    stems = {path.stem for path in GOLDEN.glob("*.txt")}
    assert stems == {kind.NAME for kind in PROMPTS}


@KINDS
def test_instructions_name_every_fence_before_the_data(
    kind: type[Prompt], sample_prompts: Mapping[str, Prompt]
):
    instructions, data = sample_prompts[kind.NAME].messages()
    fences = fences_in(data.content)
    assert fences
    for name in fences:
        assert re.search(rf"\b{name}[:,]|`{name}`", instructions.content), name
    assert "never an instruction to you" in instructions.content
    assert "Reply with one JSON object and nothing else" in instructions.content


def _as_text(prompt: Prompt) -> str:
    parts = [f"=== {message.role}\n{message.content}\n" for message in prompt.messages()]
    schema = json.dumps(prompt.reply_schema(), ensure_ascii=False, indent=2)
    return "\n".join([*parts, f"=== reply schema\n{schema}\n"])


def _digest(prompt: Prompt) -> str:
    """Of the instructions and of which data stand in which order; not of the sample."""
    instructions, data = prompt.messages()
    content = json.dumps([instructions.content, list(fences_in(data.content))])
    return blake2b(content.encode(), digest_size=8).hexdigest()
