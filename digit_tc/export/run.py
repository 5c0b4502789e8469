"""Exports the dataset of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from digit_tc.config import ExportConfig
from digit_tc.export.card import compose_card
from digit_tc.export.files import refuse_unusable, write_atomically
from digit_tc.export.output import Output
from digit_tc.export.split import split_by_chain
from digit_tc.export.tally import Tally
from digit_tc.export.worlds import (
    build_world_row,
    name_worlds_file,
    pair_with_worlds,
)
from digit_tc.formats import Format, get_format
from digit_tc.records import Record
from digit_tc.store import Store
from digit_tc.version import __version__
from digit_tc.world.side_file import SideFileWriter

Progress = Callable[[int, int], None]
"""Called with the conversations done and their total."""


class ExportSummary(Record):
    """What an export came to."""

    path: Path
    """The file with the whole dataset, in the first format that was asked for."""
    card: Path
    """The dataset card beside it."""
    files: dict[str, int]
    """Rows by name of file."""
    datasets: tuple[Path, ...]
    """The whole dataset in each format that was asked for, `path` first."""
    formats: tuple[str, ...]
    """Name and version of each of these formats."""
    worlds: Path | None = None
    """The side file with the worlds, where it was asked for."""
    conversations: int
    """Number of conversations that were exported."""
    train: int
    """How many of these are for training."""
    validation: int
    """How many of these are for validation."""
    size_in_bytes: int
    """Size of the file at `path`."""
    sha256: str
    """SHA-256 of the file at `path`, as 64 hexadecimal digits."""
    split_note: str
    """How near the share for validation was reached, and why not nearer."""
    figures: dict[str, Any]
    """What was counted on the way."""


def export_run(
    store: Store,
    run_id: str,
    path: Path,
    config: ExportConfig,
    *,
    split_files: bool = False,
    worlds: bool = False,
    figures: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ExportSummary:
    """Write the admitted conversations of a run in order of index, and a card beside them.

    The first format of `config` is written to `path`, each further one beside it as
    `<stem>.<format>.jsonl`. With `split_files` the two parts are also written, as
    `<stem>.train.jsonl` and `<stem>.validation.jsonl`. With `worlds` the world of each conversation
    is written beside them, as `<stem>.worlds.jsonl`. Works on a run that is still under way: what
    is admitted so far is exported. `figures` are more lines for the card. The files appear together
    when all is written. Raises ConfigError for a place that cannot be written to or an unknown
    format, StoreError for a full disk, an unknown run or a database that stays locked.
    """
    refuse_unusable(path)
    outputs = [
        Output(form, _beside(path, form) if place else path, split_files=split_files)
        for place, form in enumerate(map(get_format, config.format))
    ]
    with store.reading() as reader:
        run = reader.run(run_id)
        tools = {tool.key: tool for tool in reader.tools(run.run_id)}
        uses = reader.chain_uses(run.run_id)
    split = split_by_chain(uses, config.validation_share)
    known = {conversation for conversation, _, _ in uses}
    card = path.with_name(f"{path.stem}.card.md")
    side = name_worlds_file(path) if worlds else None
    targets = [*(target for output in outputs for target in output.paths), card]
    targets += [side] if side is not None else []
    tally, validation, rows = Tally(), 0, SideFileWriter()
    with write_atomically(targets) as opened:
        files = dict(zip(targets, opened, strict=True))
        stream = store.stream_conversations(run.run_id, admitted=True)
        for conversation, world in (
            pair_with_worlds(store, run.run_id, stream) if side else ((one, None) for one in stream)
        ):
            if conversation.id not in known:
                continue  # Admitted since the split was made, which it might break.
            part = "validation" if conversation.id in split.validation else "train"
            for output in outputs:
                output.write(conversation, tools, part, files)
            if side is not None:
                files[side].write(rows.encode(build_world_row(conversation, world, tools)))
            validation += part == "validation"
            tally.add(conversation)
            if progress is not None:
                progress(tally.conversations, len(known))
        counts = {path.name: rows for output in outputs for path, rows in output.counts.items()}
        counts |= {side.name: tally.conversations} if side is not None else {}
        formats = tuple(output.form.VERSION for output in outputs)
        text = compose_card(
            title=path.stem,
            files=counts,
            formats={output.whole.name: output.form for output in outputs},
            figures=tally.figures() | dict(figures or {}),
            versions={
                "digit_tc": __version__,
                "export format": ", ".join(formats),
                "writer": ", ".join(sorted(tally.writers)) or "none",
            },
            sources=tuple(sorted({tool.source.label for tool in tools.values()})),
            split_note=split.note,
            worlds=None if side is None else side.name,
            config_hash=run.config_hash,
            seed=run.seed,
        )
        files[card].write(text.encode())
    return ExportSummary(
        path=path,
        card=card,
        files=counts,
        datasets=tuple(output.whole for output in outputs),
        formats=formats,
        worlds=side,
        conversations=tally.conversations,
        train=tally.conversations - validation,
        validation=validation,
        size_in_bytes=outputs[0].size_in_bytes,
        sha256=outputs[0].sha256,
        split_note=split.note,
        figures=tally.figures(),
    )


def _beside(path: Path, form: Format) -> Path:
    return path.with_name(f"{path.stem}.{form.NAME}{form.SUFFIX}")
