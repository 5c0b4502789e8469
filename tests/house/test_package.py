"""What is shipped is whole, and what is written down is true on other machines too."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from digit_tc.config import load_run

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("the tracked files are only known in a git clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_wheel_holds_every_data_file_of_the_packages(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in {"digit_tc", "flows", "tasks"}
    ]
    assert len(wanted) > 20
    assert sorted(set(wanted) - packed) == []
    assert [name for name in packed if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_lock_holds_names_versions_and_hashes_and_nothing_else() -> None:
    allowed = re.compile(
        r"[a-z0-9._-]+==[\w.]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    strange = [line for line in LOCK.splitlines() if not allowed.fullmatch(line)]
    assert strange == []


def test_the_lock_pins_every_dependency_within_its_bounds() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for text in wanted:
        requirement = Requirement(text)
        versions = pinned.get(requirement.name.lower().replace("_", "-"), [])
        assert versions, f"{text} is not in the lock; make lock"
        for version in versions:
            assert requirement.specifier.contains(version), f"{text}: {version}; make lock"


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    folders = "|".join(("work", "root", "tmp", "Users"))
    pattern = re.compile(rf"""(?:^|[\s"'`(=:])/(?:{folders})/\w""", re.MULTILINE)
    found = {}
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if match := pattern.search(text):
            found[path.relative_to(ROOT).as_posix()] = match.group().strip()
    assert found == {}


def test_every_run_file_that_ships_can_be_read() -> None:
    files = sorted((ROOT / "deployments" / "runs").glob("*.yaml"))
    assert files
    for path in files:
        assert load_run(path).count > 0


def test_nothing_but_the_planned_stands_at_the_root() -> None:
    planned = {
        ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
        "benchmarks", "deployments", "digit_tc", "docs", "flows", "pyproject.toml",
        "requirements.lock", "tasks", "tests",
    }  # fmt: skip
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} - planned == set()
