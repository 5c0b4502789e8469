"""Where a run lives: its database and its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digit_tc.config import RunConfig
from digit_tc.errors import StoreError
from digit_tc.observe import Observer, get_observer
from digit_tc.records import ToolGraph
from digit_tc.store import Reader, Store


@dataclass(frozen=True)
class Site:
    """A run in a database."""

    db: Path
    """The file of the database, which need not be there yet."""
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
                remedy="Make room, or name a database in a folder that you may write to.",
            ) from problem
        return folder

    @property
    def observer(self) -> Observer:
        """Whom to tell what happens in the run."""
        return get_observer(self.db.parent / "runs" / self.run_id, self.run_id)

    def config(self) -> RunConfig:
        """The run file that the run was registered with."""
        with self.store.reading() as reader:
            return read_config(reader, self.run_id)

    def graph(self) -> ToolGraph:
        """Tools and edges of the run."""
        with self.store.reading() as reader:
            return read_graph(reader, self)


def read_config(reader: Reader, run_id: str) -> RunConfig:
    """The run file that a run was registered with, in a look that is open already."""
    return RunConfig.model_validate(reader.run(run_id).config).effective


def read_graph(reader: Reader, site: Site) -> ToolGraph:
    """Tools and edges of a run, read once for a process and version of the stages."""
    version = (
        site,
        *(
            f"{stage.stage} {stage.attempt} {stage.status} {stage.started_at}"
            for stage in reader.stage_runs(site.run_id)
            if stage.stage in ("ingest", "graph")
        ),
    )
    if version not in _graphs:
        _graphs.clear()
        _graphs[version] = reader.graph(site.run_id)
    return _graphs[version]


_graphs: dict[tuple[object, ...], ToolGraph] = {}
