"""The wheel, installed where nothing of the checkout can be seen, does what the checkout does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).parents[2]


def run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that no setting of this machine and no path to the checkout reaches."""
    ours = ("PYTHON", "PREFECT_", "DIGIT_TC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env=environment | {"HOME": str(cwd), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and the locked libraries, and nothing else of the project."""
    folder = tmp_path_factory.mktemp("machine")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=folder)
    pip = (sys.executable, "-m", "pip", "--python", environment)
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    # A path that is named in a .pth file has its own .pth files left alone: so the libraries are
    # found, and a checkout that is installed beside them for development is not.
    (site_packages,) = environment.glob("lib/python*/site-packages")
    libraries = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (site_packages / "libraries.pth").write_text("\n".join(libraries) + "\n")
    return environment


def test_what_is_imported_is_the_wheel(machine: Path, tmp_path: Path) -> None:
    code = "import digit_tc, flows, tasks; print(*(m.__file__ for m in (digit_tc, flows, tasks)))"
    found = run(machine / "bin" / "python", "-c", code, cwd=tmp_path).stdout.split()
    assert len(found) == 3
    assert [path for path in found if not Path(path).is_relative_to(machine)] == []


def test_the_wheel_previews_five_conversations(machine: Path, tmp_path: Path) -> None:
    said = run(machine / "bin" / "digit-tc", "preview", "--count", "5", "--json", cwd=tmp_path)
    assert len([json.loads(line)["messages"] for line in said.stdout.splitlines()]) == 5
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_makes_five_conversations_in_an_empty_folder(
    machine: Path, tmp_path: Path
) -> None:
    run(
        machine / "bin" / "digit-tc",
        "generate",
        "--count",
        "5",
        "--export",
        "x.jsonl",
        cwd=tmp_path,
    )
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line)["messages"] for line in lines]) == 5
    (report,) = (tmp_path / "digit-tc-data").glob("runs/*/index.html")
    assert "</html>" in report.read_text(encoding="utf-8")
