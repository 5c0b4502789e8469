"""A draft becomes a tool: flattened, linted, validated - or rejected with a reason."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

import jsonschema_rs
import orjson

from digit_tc.errors import RejectedError, SpecError
from digit_tc.records import JSON, DeployedForm, Finding, Rejection, Tool, ToolSource, content_id
from digit_tc.specs.draft import Draft, rejection
from digit_tc.specs.hints import read_hints, split_refusals
from digit_tc.specs.keys import mend_keys
from digit_tc.specs.limits import PROPERTY_NAME_CHARACTERS, TOOL_BYTES, VARIANTS
from digit_tc.specs.lint import lint_schema
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.lint.words import accepted_name, clean_text, gives_orders, spoken_name
from digit_tc.specs.parameters import as_parameters, as_returns
from digit_tc.specs.readiness import readiness
from digit_tc.specs.schema import Flattener, inline, is_asked
from digit_tc.specs.values import representable, size_of

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Built:
    """A tool before its place among the others is settled."""

    tool: Tool
    told_name: str
    """The name as the source has it, which `x-requires` of its neighbours may use."""
    requires: tuple[str, ...]
    """As the source has them: names, or `namespace::name`."""
    headers: frozenset[str] = frozenset()
    """Parameters that travel in headers or cookies."""


def build(draft: Draft) -> list[Built | Rejection]:
    """The tool of a draft, or why it is none.

    Where it takes one of several kinds of objects, each is a tool of the same name.
    """
    first, forms = _built(draft)
    others = (_built(draft.with_form(choice))[0] for choice in range(1, min(forms, VARIANTS)))
    return [first, *others]


def _built(draft: Draft) -> tuple[Built | Rejection, int]:
    """(the tool, how many forms of it there are)."""
    try:
        return _build(draft)
    except RejectedError as error:
        return rejection(draft.label, draft.item, error.reason, error.message), 1
    except SpecError as error:
        return rejection(draft.label, draft.item, "too-deep", str(error)), 1
    except RecursionError:
        return rejection(draft.label, draft.item, "too-deep", "It is nested too deeply."), 1


def _build(draft: Draft) -> tuple[Built, int]:
    findings = list(draft.findings)
    told_name = draft.name.strip() if isinstance(draft.name, str) else ""
    if not told_name:
        raise RejectedError("It has no name.", reason="no-name")
    name = accepted_name(told_name)
    if not name:
        raise RejectedError(
            f"Nothing of the name {told_name[:60]!r} can be used.", reason="no-name"
        )
    if name != draft.name:
        findings.append(
            _whole("provider-name", "repaired", "/name", f"The name was {draft.name!r:.200}.")
        )
    own = draft.references.root is None
    parameters_told = representable(_decoded(draft.parameters), draft.label)
    returns_told = representable(_decoded(draft.returns), draft.label)
    if own and size_of([parameters_told, returns_told]) > TOOL_BYTES:
        raise RejectedError(
            f"Its schemas have more than {TOOL_BYTES // 1024} kB.", reason="too-large"
        )
    parameters_told, refusals = split_refusals(parameters_told)
    whole = parameters_told if draft.whole is None else split_refusals(draft.whole)[0]
    untouched = _untouched(draft, whole)
    description = _description(draft, name, findings)
    keys: dict[str, str] = {}
    told = as_parameters(parameters_told, findings)
    forms: dict[str, int] = {}
    parameters = _schema(told, "parameters", draft, findings, keys, forms)
    if parameters["type"] != "object":
        raise RejectedError(
            f"Its parameters are of type {parameters['type']}, not object.",
            reason="parameters-not-object",
        )
    parameters.setdefault("properties", {})
    parameters.setdefault("required", [])
    returns = None
    if returns_told is not None:
        raw = as_returns(returns_told)
        returns = _as_object(_schema(raw, "returns", draft, findings)) if raw else None
    _check("parameters", parameters)
    _check("returns", returns or {})
    if size_of([parameters, returns]) > TOOL_BYTES:
        raise RejectedError(
            f"Its schemas have more than {TOOL_BYTES // 1024} kB.", reason="too-large"
        )
    dealt = {place: count for place, count in forms.items() if is_asked(parameters, place)}
    if draft.forms > 1:
        dealt["/parameters"] = draft.forms
    findings = [_as_form(one) if one.where in dealt else one for one in findings]
    tool = Tool(
        namespace=draft.namespace,
        name=name,
        variant=str(draft.choice + 1) if draft.choice else "",
        description=description,
        parameters=parameters,
        returns=returns,
        returns_origin="declared" if returns else "none",
        phrases=_phrases(draft.phrases, keys),
        answers=_texts(draft.answers),
        hints=read_hints(draft, parameters, refusals, findings),
        deployed=_deployed(draft, untouched, keys, (name, description, parameters)),
        source=ToolSource(label=draft.label, reader=draft.reader, item=draft.item[:200]),
        findings=tuple(findings),
        fingerprint=content_id("tool", name, description, parameters, returns),
    )
    tool = tool.model_copy(update={"readiness": readiness(tool)})
    new = {old: path for path, old in keys.items()}
    headers = frozenset(new.get(name, name) for name in draft.headers)
    built = Built(tool, told_name, _texts(draft.requires), headers)
    return built, max(dealt.values(), default=1)


def _as_form(finding: Finding) -> Finding:
    """What is told of alternatives that are used all, each in conversations of its own."""
    if finding.rule != "alternatives":
        return finding
    told, _, _ = finding.detail.rpartition(": ")
    detail = f"{told}: each is a form of the tool, {VARIANTS} at most."
    return finding.model_copy(update={"rule": "forms", "detail": detail})


def _untouched(draft: Draft, parameters: JSON) -> bytes:
    """The schema of the arguments before it is mended, as JSON: mending may change it in place.

    References that lead out of the tool into its document are resolved, since the tool alone
    would not say what they mean.
    """
    if draft.references.root is not None:
        parameters = inline(parameters, draft.references, "readOnly")
    return orjson.dumps(parameters)


def _deployed(
    draft: Draft, parameters: bytes, keys: dict[str, str], mended: tuple[str, str, Schema]
) -> DeployedForm | None:
    """The tool as its source has it, where that is not what it is taken for."""
    told = DeployedForm(
        name=draft.name,
        description=representable(draft.description, draft.label),
        parameters=orjson.loads(parameters),
        keys=keys,
    )
    same = (told.name, told.description, told.parameters) == mended
    return None if same else told


def _description(draft: Draft, name: str, findings: list[Finding]) -> str:
    text, mended = clean_text(draft.description)
    findings += [
        _whole(rule, "repaired", "/description", "It was cleaned or cut.") for rule in mended
    ]
    if gives_orders(text):
        findings.append(
            _whole(
                "suspicious-instruction",
                "defect",
                "/description",
                "The description gives orders to a model; it is kept as data.",
            )
        )
    if not text:
        text = spoken_name(name) or name
        findings.append(
            _whole(
                "missing-description",
                "repaired",
                "/description",
                "There was none; it was made from the name.",
            )
        )
    return text


def _schema(
    told: JSON,
    role: Literal["parameters", "returns"],
    draft: Draft,
    findings: list[Finding],
    keys: dict[str, str] | None = None,
    forms: dict[str, int] | None = None,
) -> Schema:
    skip = "readOnly" if role == "parameters" else "writeOnly"
    flattener = Flattener(
        draft.references, findings, skip, draft.choice if role == "parameters" else 0
    )
    flat = flattener.flatten(told, f"/{role}")
    if forms is not None:
        forms |= flattener.forms
    _check_names(flat)
    if keys is not None:
        keys |= mend_keys(flat, findings)
    place = Place(f"/{role}", "", role, draft.tells_required)
    findings += lint_schema(flat, place)
    return flat


def _check_names(schema: Schema) -> None:
    for name, part in schema.get("properties", {}).items():
        if not name.strip():
            raise RejectedError("A parameter or result has an empty name.", reason="property-name")
        if len(name) > PROPERTY_NAME_CHARACTERS or _CONTROL.search(name):
            raise RejectedError(
                f"The property name {name[:40]!r} is too long or not printable.",
                reason="property-name",
            )
        _check_names(part)
    inner = [
        schema.get("items"),
        schema.get("additionalProperties"),
        *schema.get("prefixItems", ()),
    ]
    for part in inner:
        if isinstance(part, dict):
            _check_names(part)


def _as_object(schema: Schema) -> Schema | None:
    """An object schema that says something; arrays and scalars are wrapped."""
    if schema["type"] == "object":
        return schema if schema.get("properties") else None
    name = "items" if schema["type"] == "array" else "value"
    return {"type": "object", "properties": {name: schema}, "required": [name]}


def _check(what: str, schema: Schema) -> None:
    try:
        jsonschema_rs.Draft202012Validator(schema)
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        first = str(error).splitlines()[0]
        raise RejectedError(
            f"Its {what} are no JSON Schema: {first}", reason="invalid-schema"
        ) from None


def _decoded(value: JSON) -> JSON:
    """A schema that was stored as a JSON string, as datasets do."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise RejectedError(
                "They are text that is not JSON.", reason="unreadable-parameters"
            ) from None
    return value


def _texts(value: JSON) -> tuple[str, ...]:
    items: list[Any] = value if isinstance(value, list) else [value]
    cleaned = (clean_text(item, 500)[0] for item in items[:50])
    return tuple(dict.fromkeys(item for item in cleaned if item))


def _phrases(told: JSON, keys: dict[str, str]) -> tuple[str, ...]:
    """How people ask, with the names of the parameters as they are now."""
    texts = _texts(told)
    for new, old in keys.items():
        texts = tuple(text.replace(f"{{{old}}}", f"{{{new}}}") for text in texts)
    return texts


def _whole(rule: str, severity: Any, where: str, detail: str) -> Finding:
    return Finding(rule=rule, where=where, severity=severity, detail=detail)
