"""What a worker needs for a shard: scenarios, their tools and the sections of the run file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digit_tc.config import RunConfig
from digit_tc.errors import StoreError
from digit_tc.records import Record, Scenario, Tool, content_id
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.installation import Installation, read_installation

SUFFIX = ".order.json.gz"
_SPARING = 1
"""Level of compression: a fast one; an order lives for minutes."""


class ShardOrder(Record):
    """A shard that can be written without the run's database."""

    run_id: str
    """The run."""
    config: RunConfig
    """Roles, models, synthesis and the judge's rules as settled; everything else is default."""
    scenarios: tuple[Scenario, ...]
    """The scenarios to be written, in order of index."""
    tools: tuple[Tool, ...]
    """Those that the scenarios offer, sorted by key."""
    votes: tuple[int, int] = (0, 0)
    """The judge's readable votes of the run so far, and all of them."""
    made_with: Installation
    """What a worker must have installed."""


def build_order(
    run_id: str,
    config: RunConfig,
    scenarios: Sequence[Scenario],
    tools: Mapping[str, Tool],
    votes: tuple[int, int] = (0, 0),
) -> ShardOrder:
    """The order for these scenarios of a run whose settled run file is `config`."""
    keys = sorted({key for scenario in scenarios for key in scenario.tools})
    return ShardOrder(
        run_id=run_id,
        config=RunConfig(
            roles=config.roles,
            models=config.models,
            budget=config.budget,
            synthesis=config.synthesis,
            quality=config.quality,
        ),
        scenarios=tuple(scenarios),
        tools=tuple(tools[key] for key in keys if key in tools),
        votes=votes,
        made_with=read_installation(),
    )


def name_shard(order: ShardOrder, inputs: Mapping[str, str]) -> str:
    """The name of the shard's files. Other inputs give another name, so that a result is never
    taken for one that was made from something else.

    `inputs` are the hashes of the stage's inputs. How fast models are asked, and at which address,
    is left out.
    """
    first, last = order.scenarios[0].index, order.scenarios[-1].index
    identity = content_id(
        "shard",
        dict(inputs),
        [scenario.id for scenario in order.scenarios],
        order.made_with.model_dump(mode="json"),
    )
    return f"{first:09d}-{last:09d}-{identity.removeprefix('shard-')}"


def write_order(folder: ShardsFolder, name: str, order: ShardOrder) -> None:
    """Write the order, in place of one with the same name. Raises StoreError."""
    import gzip

    content = gzip.compress(order.model_dump_json().encode(), _SPARING, mtime=0)
    folder.write(f"{name}{SUFFIX}", content)


def read_order(folder: ShardsFolder, name: str) -> ShardOrder:
    """Read an order on a worker.

    Raises StoreError where the worker does not see it, or cannot read it.
    """
    import gzip
    import zlib

    try:
        content = gzip.decompress(folder.read(f"{name}{SUFFIX}"))
        return ShardOrder.model_validate_json(content)
    except FileNotFoundError as problem:
        raise StoreError(
            f"A worker does not see the file {name}{SUFFIX} in {folder.label}.",
            remedy="Name a folder that this machine and all workers see, with --shards-folder.",
        ) from problem
    except (OSError, EOFError, zlib.error, ValueError) as problem:
        raise StoreError(
            f"The file {name}{SUFFIX} in {folder.label} cannot be read as the order of a shard.",
            remedy="Run the same command again: it is written anew.",
        ) from problem
