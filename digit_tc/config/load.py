"""Loads a run file and options into a `RunConfig`, with errors that name the file and the field."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from digit_tc.config.explain import explain, format_sentence, format_value
from digit_tc.config.run import RunConfig
from digit_tc.config.secrets import find_secrets
from digit_tc.errors import ConfigError
from digit_tc.records import content_id

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LARGEST_IN_BYTES = 50_000
"""More is no run file; a document of specifications is not read twice to find that out."""
_SHOWN_ERRORS = 5
_MOST_VALUES = 20_000
"""Most values of a run file, each alias counted with all that it stands for."""
MODELS_TO_DATA = ("temperature", "max_output_tokens", "output")
"""What of the section `models` the data depend on."""


def load_run(
    path: Path | None,
    overrides: Mapping[str, object] | None = None,
    *,
    options: Mapping[str, str] | None = None,
) -> RunConfig:
    """The run that a file describes, with the options that were given on top of it.

    `path` is a YAML file, or None for the defaults. `overrides` maps dotted field names
    (`count`, `sample.max_steps`) to values; None stands for an option that was not given. Paths
    of tools are relative to the run file's folder, those in `overrides` to the working folder;
    in the result they are absolute. `options` maps names of `overrides` to the options that they
    came from, for the error texts; without it `count` is `--count`. Raises `ConfigError` with file,
    line and field; a value that looks like a key is refused, and never repeated.
    """
    written, lines = _read(path) if path is not None else ({}, _Lines("", None))
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    folder = path.resolve().parent if path is not None else Path.cwd()
    _place_tools(written, folder)
    for name, value in given.items():
        _put(written, name.split("."), _plain(value))
    if "tools" in given:
        _place_tools(written, Path.cwd())
    named = {name: (options or {}).get(name) or f"--{name.replace('_', '-')}" for name in given}
    leaks = [
        format_sentence(_where(place, lines, named), said) for place, said in find_secrets(written)
    ]
    if leaks:
        raise ConfigError("\n".join(leaks[:_SHOWN_ERRORS]))
    try:
        return RunConfig.model_validate(written)
    except ValidationError as error:
        in_order = sorted(error.errors(), key=lambda detail: lines.of(_field(detail)) or 0)
        found = [_sentence(detail, lines, named) for detail in in_order]
        rest = len(found) - _SHOWN_ERRORS
        more = [f"... and {rest} more of the kind"] if rest > 0 else []
        raise ConfigError("\n".join([*found[:_SHOWN_ERRORS], *more])) from None


def is_run_file(path: Path) -> bool:
    """Whether a file is meant as a run file, where it could also be tool specifications."""
    try:
        if path.suffix.lower() not in (".yaml", ".yml") or path.stat().st_size > _LARGEST_IN_BYTES:
            return False
        written, _ = _read(path)
    except (OSError, ValueError, ConfigError):
        return False
    tools = written.get("tools")
    if tools is None:
        return bool(written) and written.keys() <= RunConfig.model_fields.keys()
    return isinstance(tools, list) and all(isinstance(source, str) for source in tools)


def hash_config(config: RunConfig) -> str:
    """An id of all that the data depend on: equal for equal runs, wherever they are made.

    Left out are `name`, the size of the shards, the budget, and where and how fast models are
    asked. A local file counts by its name and bytes, not by its folder.
    """
    return content_id("config", select_data_fields(config))


def select_data_fields(config: RunConfig) -> dict[str, Any]:
    """The fields of a run file that the data depend on; tools by name and content."""
    fields = config.model_dump(mode="json", exclude={"name", "budget"})
    del fields["synthesis"]["shard_size"]
    fields["models"] = {name: fields["models"][name] for name in MODELS_TO_DATA}
    fields["sample"]["turns"] = {str(n): share for n, share in fields["sample"]["turns"].items()}
    fields["tools"] = [identify_source(source) for source in config.tools]
    return fields


class _Lines:
    """Which line of the run file a field stands on."""

    def __init__(self, file: str, root: yaml.Node | None) -> None:
        self.file = file
        self._root = root

    def has(self, place: tuple[int | str, ...]) -> bool:
        """Whether the file has a field there."""
        node = self._root
        for step in place:
            found = _child(node, step)
            if found is None:
                return False
            node = found[1]
        return node is not None

    def of(self, place: tuple[int | str, ...]) -> int | None:
        """The line of the deepest part of `place` that the file has, from 1."""
        node, line = self._root, None
        for step in place:
            found = _child(node, step)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _read(path: Path) -> tuple[dict[str, Any], _Lines]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"There is no run file {path}.", remedy=_nearby(path)) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not a text file in UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_duplicates(root, path)
        _refuse_growth(root, path)
        written = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}, line {line}: this is not YAML: {error.problem}.") from None
    except RecursionError:
        raise ConfigError(f"{path}: this is nested too deeply for a run file.") from None
    except (yaml.YAMLError, ValueError) as error:
        reason = (str(error).splitlines() or ["nobody knows why"])[0]
        raise ConfigError(f"{path}: this is not YAML: {reason}.") from None
    if written is None:
        written = {}
    if not isinstance(written, dict):
        raise ConfigError(
            f"{path}: expected fields such as `count: 200`; got {format_value(written)}."
        )
    return written, _Lines(str(path), root)


def _refuse_duplicates(root: yaml.Node | None, path: Path) -> None:
    # YAML takes the last of two equal keys without a word; the first one would be a silent no-op.
    for mapping in _mappings(root, set()):
        seen: set[str] = set()
        for key, _ in mapping.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise ConfigError(f"{path}, line {line}, {key.value}: stands here twice.")
                seen.add(key.value)


def _refuse_growth(root: yaml.Node | None, path: Path) -> None:
    # An alias may stand for what holds aliases itself: nine lines come to a thousand million values
    # in this way, and one that stands for what it is in has no end.
    sizes: dict[int, int | None] = {}

    def size_of(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = None  # it is being counted
            parts = [part for pair in node.value for part in pair] if _is_map(node) else node.value
            inner = parts if isinstance(parts, list) else []
            sizes[id(node)] = 1 + sum(size_of(part) for part in inner)
        size, line = sizes[id(node)], node.start_mark.line + 1
        if size is None:
            raise ConfigError(
                f"{path}, line {line}: an alias in here stands for what it is a part of."
            )
        if size > _MOST_VALUES:
            raise ConfigError(
                f"{path}, line {line}: this comes to more than {_MOST_VALUES} values.",
                remedy="Write it without aliases that stand for other aliases.",
            )
        return size

    if root is not None:
        size_of(root)


def _is_map(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)


def _mappings(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.MappingNode]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value, seen)


def _nearby(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        return f"There is no folder {path.parent} either."
    near = get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"Did you mean {path.parent / near[0]}?" if near else ""


def _put(target: dict[str, Any], names: list[str], value: object) -> None:
    for name in names[:-1]:
        inner = target.get(name)
        target[name] = dict(inner) if isinstance(inner, dict) else {}
        target = target[name]
    target[names[-1]] = value


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _place_tools(written: dict[str, Any], folder: Path) -> None:
    sources = written.get("tools")
    if isinstance(sources, list):
        written["tools"] = [
            _placed(source, folder) if isinstance(source, str) else source for source in sources
        ]


def _placed(source: str, folder: Path) -> str:
    """A source with its path made absolute, or as it is where it names no file."""
    if source.strip() in ("", "starter") or "://" in source or source.startswith("mcp:"):
        return source
    try:
        candidate = Path(source).expanduser()
        is_path = (folder / candidate).exists()
    except (OSError, ValueError, RuntimeError):
        return source
    looks_like_path = os.sep in source or candidate.suffix in {".json", ".jsonl", ".yaml", ".yml"}
    if is_path or (looks_like_path and ":" not in source):
        return os.path.normpath(folder / candidate)
    return source


def identify_source(source: str) -> list[str] | str:
    """What identifies a source, wherever it lies: of a local file its name and hashes of bytes."""
    path = Path(source)
    if not path.is_absolute() or not path.exists():
        return source
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    digests = [blake2b(file.read_bytes(), digest_size=8).hexdigest() for file in files]
    return [path.name, *digests]


def _sentence(error: ErrorDetails, lines: _Lines, named: Mapping[str, str]) -> str:
    said = explain(error, RunConfig)
    place = _field(error)
    if error["type"] == "value_error":
        # A rule about several fields begins with the name of the one at fault.
        at_fault, colon, rest = said.partition(": ")
        deeper = (*place, *at_fault.split("."))
        if colon and (lines.has(deeper) or _option(deeper, named)):
            place, said = deeper, rest
    return format_sentence(_where(place, lines, named), said)


def _where(place: tuple[int | str, ...], lines: _Lines, named: Mapping[str, str]) -> str:
    option = _option(place, named)
    if option is not None:
        return f"Option {option}"
    line = lines.of(place)
    parts = [lines.file, f"line {line}" if line else "", ".".join(map(str, place))]
    return ", ".join(part for part in parts if part)


def _option(place: tuple[int | str, ...], named: Mapping[str, str]) -> str | None:
    return next((option for name, option in named.items() if _within(place, name)), None)


def _field(error: ErrorDetails) -> tuple[int | str, ...]:
    # pydantic marks a bad key of a mapping with a step of its own.
    return tuple(step for step in error["loc"] if step != "[key]")


def _within(place: tuple[int | str, ...], option: str) -> bool:
    names = tuple(option.split("."))
    return tuple(str(step) for step in place[: len(names)]) == names
