"""Where a run lives: its database and its folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from digit_tc.config import RunConfig
from digit_tc.errors import StoreError
from digit_tc.records import ToolGraph
from digit_tc.store import Store


@dataclass(frozen=True)
class Site:
    """A run in a database."""

    db: Path
    run_id: str

    @property
    def store(self) -> Store:
        """The database."""
        return Store(self.db)

    @property
    def folder(self) -> Path:
        """The run's own folder beside the database, made where it is missing."""
        folder = self.db.parent / "runs" / self.run_id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StoreError(
                f"The run folder {folder} cannot be made: {problem.strerror}.",
                remedy="Free some space or name a database in a folder that you may write to.",
            ) from problem
        return folder

    def config(self) -> RunConfig:
        """The run file that the run was registered with."""
        with self.store.reading() as reader:
            return RunConfig.model_validate(reader.run(self.run_id).config)

    def graph(self) -> ToolGraph:
        """Tools and edges of the run; read once for a process and version of the stage."""
        with self.store.reading() as reader:
            stamp = tuple(
                f"{stage.stage}:{stage.attempt}:{stage.status}"
                for stage in reader.stage_runs(self.run_id)
                if stage.stage in ("ingest", "graph")
            )
        return _graph(self, stamp)


@lru_cache(maxsize=2)
def _graph(site: Site, _stamp: tuple[str, ...]) -> ToolGraph:
    with site.store.reading() as reader:
        return reader.graph(site.run_id)
