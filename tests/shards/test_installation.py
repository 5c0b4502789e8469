"""The digest of the code counts every file of the package, whatever it is called."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from digit_tc.shards import digest_code, read_installation

PACKAGE = Path(str(files("digit_tc")))
FOLDERS = sorted(path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("__init__.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    without = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(PACKAGE, tmp_path / "digit_tc", ignore=without)


def test_a_copy_has_the_digest_of_what_is_installed(copy: Path) -> None:
    assert digest_code(copy) == digest_code(PACKAGE) == read_installation().code


def test_a_changed_module_of_any_folder_changes_the_digest(copy: Path) -> None:
    digests = [digest_code(copy)]
    for folder in FOLDERS:
        with (copy / folder / "__init__.py").open("a") as module:
            module.write("# changed\n")
        digests.append(digest_code(copy))
    assert len(FOLDERS) > 20
    assert len(set(digests)) == 1 + len(FOLDERS)


@pytest.mark.parametrize("name", ["new.py", "chains/new.py", "brand_new/__init__.py", "new.csv"])
def test_a_file_that_is_added_anywhere_changes_the_digest(copy: Path, name: str) -> None:
    before = digest_code(copy)
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).touch()
    assert digest_code(copy) != before


def test_a_renamed_folder_changes_the_digest_and_still_counts(copy: Path) -> None:
    before = digest_code(copy)
    (copy / "graph").rename(copy / "dataflow")
    renamed = digest_code(copy)
    (copy / "dataflow" / "__init__.py").write_text("")
    assert len({before, renamed, digest_code(copy)}) == 3


def test_what_python_or_an_editor_leaves_behind_changes_nothing(copy: Path) -> None:
    before = digest_code(copy)
    for name in ("graph/__pycache__/edges.cpython-311.pyc", ".edges.py.swp"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).touch()
    assert digest_code(copy) == before
