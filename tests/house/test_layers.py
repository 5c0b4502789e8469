"""The layers hold, and what must be fast stays fast."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "duckdb", "fastapi", "great_expectations", "httpx", "jinja2", "jsonschema_rs", "mcp",
    "mimesis", "numpy", "orjson", "pandas", "prefect", "pyarrow", "pydantic", "rich", "wordllama",
    "yaml",
)  # fmt: skip


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_layers_hold() -> None:
    ended = run("-c", "from importlinter.cli import lint_imports_command as lint; lint()")
    assert ended.returncode == 0, ended.stdout


def test_the_linter_of_the_layers_sees_every_module() -> None:
    folders = {path.parent for room in ("digit_tc", "flows", "tasks")
               for path in (ROOT / room).rglob("*.py")}  # fmt: skip
    unseen = [folder for folder in folders if not (folder / "__init__.py").exists()]
    assert unseen == [], "without an __init__.py its imports count as those of the package root"


def test_help_imports_nothing_heavy() -> None:
    # Counting modules, not milliseconds: a busy machine cannot fail it, one import can.
    code = (
        "import sys; sys.argv = ['digit-tc', '--help']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        f"finally: print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    ended = run("-c", code)
    assert ended.stdout.startswith("Usage: digit-tc")
    assert ended.stderr.strip() == "[]"


def test_importing_the_library_imports_no_heavy_library() -> None:
    rooms = sorted(path.parent.name for path in (ROOT / "digit_tc").glob("*/__init__.py"))
    code = (
        "import importlib, sys\n"
        f"for room in {rooms!r}: importlib.import_module('digit_tc.' + room)\n"
        "heavy = {'duckdb', 'great_expectations', 'pandas', 'mcp', 'wordllama', 'pyarrow',"
        " 'prefect', 'rich', 'click'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ended = run("-c", code)
    assert (ended.stdout.strip(), ended.stderr) == ("[]", "")
