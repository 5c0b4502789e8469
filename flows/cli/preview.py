"""`digit-tc preview`: a few conversations on the terminal, at once, and nothing is stored."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import counted

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.specs import Loaded

_COUNT = 3


@click.command(short_help="See a few conversations at once; nothing is stored.")
@click.argument("sources", nargs=-1, metavar="[SRC... | RUN.yaml]")
@click.option("--count", type=click.IntRange(1), default=_COUNT, show_default=True, metavar="N",
              help="Number of conversations.")  # fmt: skip
@click.option("--seed", type=int, metavar="S", help="Same seed, same conversations.")
@click.option("--json", "as_json", is_flag=True, help="Print training examples, one a line.")
def preview(sources: tuple[str, ...], count: int, seed: int | None, as_json: bool) -> None:
    """Show the first conversations that `generate` would make of SRC, or as RUN.yaml says.

    Sources are those of `digit-tc tools`; without any the starter tools. No model is asked, no
    server is started, nothing is written.

    \b
    digit-tc preview
    digit-tc preview my-openapi.yaml --count 5
    digit-tc preview run.yaml --json | head -1
    """
    from digit_tc.api import conversations, training_example
    from digit_tc.config import load_run
    from digit_tc.returns import infer_all
    from digit_tc.specs import load_tools

    run_file = _run_file(sources)
    named = None if run_file is not None else sources or None
    config = _without_models(load_run(run_file, {"tools": named, "count": count, "seed": seed}))
    loaded = load_tools(config.tools)
    read = infer_all(loaded.tools)
    by_key = {tool.key: tool for tool in read}
    _tell_dropped(loaded, config)
    for conversation in conversations(read, config=config):
        if as_json:
            _print_example(training_example(conversation, by_key))
            continue
        from flows.cli.render import print_conversation

        print_conversation(conversation)
        click.echo()
    click.echo(f"Nothing was stored. A dataset: {_next(run_file, sources, seed)}", err=True)


def _run_file(sources: tuple[str, ...]) -> Path | None:
    from digit_tc.config import is_run_file
    from digit_tc.errors import ConfigError

    found = next((Path(one) for one in sources if is_run_file(Path(one))), None)
    if found is not None and len(sources) > 1:
        raise ConfigError(
            f"{found} is a run file, which names its own sources.",
            remedy="Give it alone, or sources without it.",
        )
    return found


def _without_models(config: RunConfig) -> RunConfig:
    from digit_tc.config import GRAMMAR, RolesConfig

    by_model = config.graph.asks_models
    if not config.effective.roles.models and not by_model:
        return config
    click.echo("No model is asked for a preview: the grammar fills every role.", err=True)
    grammar = {"profiles": GRAMMAR, "infer_returns": GRAMMAR, "confirm_edges": False}
    graph = config.graph.model_copy(update=grammar)
    return config.model_copy(update={"roles": RolesConfig(), "graph": graph})


def _tell_dropped(loaded: Loaded, config: RunConfig) -> None:
    if dropped := len(loaded.rejections):
        sources = shlex.join(config.tools)
        click.echo(
            f"{counted(dropped, 'item')} of the sources could not be used; "
            f"`digit-tc tools {sources}` says why.",
            err=True,
        )


def _print_example(example: dict[str, object]) -> None:
    import orjson

    click.echo(orjson.dumps(example))


def _next(run_file: Path | None, sources: tuple[str, ...], seed: int | None) -> str:
    words = ["digit-tc", "generate"]
    if run_file is not None:
        words.append(str(run_file))
    else:
        words += [word for source in sources for word in ("--tools", source)]
        words += ["--count", "200"]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)
