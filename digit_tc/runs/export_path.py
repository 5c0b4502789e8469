"""Where a run's dataset is written: as it was asked for last, or the run's own folder."""

from __future__ import annotations

from pathlib import Path

from digit_tc.config import RunConfig
from digit_tc.errors import StoreError
from digit_tc.export import name_dataset_file
from digit_tc.runs.site import Site

_NOTE = "export-path"


def read_export_path(site: Site, config: RunConfig) -> Path:
    """The file that the run was told to write; where it was told none, one in its folder.

    That one is called as the run file says, with the ending of its format. Whoever goes on with a
    run, from a terminal or from Prefect's pages, writes to the same place as whoever began it.
    """
    own = site.db.parent / "runs" / site.run_id
    try:
        kept = (own / _NOTE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    return Path(kept) if kept else own / name_dataset_file(config.name, config.export)


def note_export_path(site: Site, path: Path) -> None:
    """Note where the run's dataset goes. Raises StoreError where its folder cannot be written."""
    note = site.folder / _NOTE
    try:
        if path.absolute().parent == note.absolute().parent:
            note.unlink(missing_ok=True)  # the folder may be moved
        else:
            note.write_text(f"{path.absolute()}\n", encoding="utf-8")
    except OSError as problem:
        raise StoreError(
            f"The run folder {site.folder} cannot be written to: {problem.strerror}.",
            remedy="Make room or give yourself permission, and run the same command again.",
        ) from problem
