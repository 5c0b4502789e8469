"""Every finding and rejection by name: what became of the specification, and what helps."""

from __future__ import annotations

from typing import Literal, NamedTuple

from digit_tc.records import Finding, Rejection

Effect = Literal["lost", "guessed", "mended", "told"]
"""`lost`: something of the source is not used; `guessed`: something was put where the source says
nothing sure; `mended`: the same said in other words; `told`: nothing changed."""


class Rule(NamedTuple):
    """What a finding of one name means."""

    effect: Effect
    remedy: str
    """What the owner of the specification can do; empty where nothing needs to be done."""


RULES: dict[str, Rule] = {
    # What is not used of a tool
    "alternatives": Rule("lost", "Make a tool for each alternative, or tell the one meant."),
    "body-untold": Rule("lost", "Give the body of the request a schema."),
    "dangling-reference": Rule("lost", "Put what is referred to into the document."),
    "default-misfit": Rule("lost", "Give a default of the type told, within its bounds."),
    "empty-range": Rule("lost", "Put the lower bound below the upper one."),
    "enum-cut": Rule("lost", "List fewer values, or describe how they are written."),
    "enum-misfit": Rule("lost", "Give values of the type told."),
    "example-misfit": Rule("lost", "Give examples of the type told, within its bounds."),
    "invalid-pattern": Rule("lost", "Write the pattern as ECMA-262 has it."),
    "keyword-dropped": Rule("lost", "Say it with properties, types and bounds."),
    "long-description": Rule("lost", "Describe it in fewer words."),
    "open-parameters": Rule("lost", "Name the arguments one by one."),
    "recursion-cut": Rule("lost", "Nothing, unless deeper levels are needed."),
    "required-absent": Rule("lost", "Require only parameters that are told."),
    "requires-absent": Rule("lost", "Name a tool of the same sources in x-requires."),
    "schema-cut": Rule("lost", "Make the schema smaller."),
    "type-hints": Rule("lost", "Import what the hint names, also while it is running."),
    "unfillable-parameter": Rule("lost", "Give an example of a value: `examples`."),
    "unknown-hint": Rule("lost", "Say it in the words that docs/sources.md has for it."),
    "unreadable-parameter": Rule("lost", "Give the parameter a name and a schema."),
    "unsayable-parameter": Rule("lost", "Use a type whose values JSON has."),
    # What was put where nothing sure is said
    "array-items": Rule("guessed", "Tell the type of the items: `items`."),
    "missing-description": Rule("guessed", "Describe what the tool does."),
    "missing-type": Rule("guessed", "Tell the type."),
    "told-default": Rule("guessed", "Put the default into the schema: `default`."),
    "told-enum": Rule("guessed", "Put the values into the schema: `enum`."),
    "told-format": Rule("guessed", "Put the format into the schema: `format` or `pattern`."),
    "undeclared-path-parameter": Rule("guessed", "Declare the parameters of the path."),
    "unknown-type": Rule("guessed", "Tell one of the types of JSON."),
    "untold-required": Rule("guessed", "Tell what is required: `required`."),
    # The same in other words
    "bare-properties": Rule("mended", ""),
    "control-characters": Rule("mended", ""),
    "coordinate": Rule("mended", ""),
    "duplicate-name": Rule("mended", "Give each tool a name of its own."),
    "default-type": Rule("mended", ""),
    "enum-values": Rule("mended", ""),
    "misplaced-keyword": Rule("mended", ""),
    "optional-type": Rule("mended", ""),
    "parameter-list": Rule("mended", ""),
    "parameter-name": Rule("mended", ""),
    "provider-name": Rule("mended", ""),
    "required-mark": Rule("mended", ""),
    "short-name": Rule("mended", ""),
    "type-name": Rule("mended", ""),
    # Worth knowing
    "deprecated": Rule("told", ""),
    "duplicate": Rule("told", ""),
    "duplicate-namespace": Rule("told", ""),
    "forms": Rule("told", ""),
    "injected-parameter": Rule("told", ""),
    "no-parameters": Rule("told", "Give `{}` where the tool takes nothing, else a schema."),
    "parameter-twice": Rule("told", "Give parameters of one operation different names."),
    "pattern-without-texts": Rule("told", "Give an example of a text that fits: `examples`."),
    "protocol-header": Rule("told", ""),
    "session-parameter": Rule("told", ""),
    "suspicious-instruction": Rule("told", "Describe the tool, and do not speak to the model."),
    # What could not become a tool, or is none
    "decorator": Rule("told", ""),
    "duplicate-key": Rule("lost", "Write each key once."),
    "ended-early": Rule("lost", "Put what starts it below `if __name__ == '__main__':`."),
    "invalid-schema": Rule("lost", "Make it a JSON Schema."),
    "more-pages": Rule("lost", "Name the server itself, or put the pages together."),
    "no-function": Rule("lost", "Name the function itself: module:function."),
    "no-name": Rule("lost", "Give it a name with letters or digits."),
    "not-a-tool": Rule("lost", "Take it out, or give it a name and parameters."),
    "not-an-operation": Rule("lost", "Make it an operation, or take it out."),
    "parameters-not-object": Rule("lost", "Give an object whose properties are the parameters."),
    "property-name": Rule("lost", "Give the property a printable name of at most 128 letters."),
    "protocol-method": Rule("told", ""),
    "provider-tool": Rule("lost", "Take it out, or give it a schema."),
    "too-deep": Rule("lost", "Flatten it."),
    "too-large": Rule("lost", "Make its schemas smaller."),
    "unreachable-reference": Rule("lost", "Put the document beside the one that refers to it."),
    "unreadable-file": Rule("lost", "Mend the file, or take it out of the folder."),
    "unreadable-parameters": Rule("lost", "Give a JSON Schema of an object."),
    "webhook": Rule("told", ""),
}  # fmt: skip


def find_rule(name: str) -> Rule:
    """What a finding or a rejection means; of a name from elsewhere, that it is told."""
    return RULES.get(name, Rule("told", ""))


def is_loss(found: Finding | Rejection) -> bool:
    """True where something of the source is not used."""
    name = found.rule if isinstance(found, Finding) else found.reason
    return find_rule(name).effect == "lost"
