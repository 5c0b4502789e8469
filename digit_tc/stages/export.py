"""Write the dataset for training."""

from __future__ import annotations

from pathlib import Path

from digit_tc.export import ExportSummary, export_run
from digit_tc.runs.site import Site


def export(site: Site, path: Path) -> ExportSummary:
    """Write the admitted conversations to `path`, whatever the state of the run."""
    return export_run(site.store, site.run_id, path, site.config().export)
