"""What kind of value a field holds, and what it is called."""

from __future__ import annotations

import pytest

from digit_tc.language.kinds import described_entity, meaning_of
from digit_tc.language.nouns import noun_of


@pytest.mark.parametrize(
    ("name", "schema", "kind", "entity"),
    [
        ("id", {"type": "string", "description": "The flow run id"}, "identifier", "run"),
        ("is_id", {"type": "string", "description": "ID of the iOS app."}, "identifier", "app"),
        ("order_id", {"type": "string"}, "identifier", "order"),
        ("is_from", {"type": "string", "description": "The start date (YYYY-MM-DD)"}, "date", ""),
        ("check_in_date", {"type": "string"}, "date", ""),
        ("loan_term", {"type": "integer"}, "duration", ""),
        ("email_content", {"type": "string"}, "message", ""),
        ("isbn", {"type": "integer"}, "isbn", ""),
        ("limit", {"type": "integer"}, "limit", ""),
        ("flag", {"type": "boolean"}, "boolean", ""),
        ("names", {"type": "string"}, "name", ""),
        ("after", {"type": "string", "description": "A cursor: id of the last"}, "cursor", ""),
        ("since", {"type": "integer", "description": "Unix timestamp in seconds"}, "epoch", ""),
        ("since", {"type": "integer", "description": "Milliseconds since epoch"}, "epoch_ms", ""),
        ("content", {"type": "string", "description": "Base64-encoded file"}, "base64", ""),
        ("filter", {"type": "string", "description": "Filters as a JSON object"}, "json_text", ""),
        ("match", {"type": "string", "description": "A regular expression"}, "regex", ""),
        ("name", {"type": "string", "description": "Name; regex is supported"}, "name", ""),
        ("plan", {"type": "string", "description": "Cron expression"}, "cron", ""),
        ("at", {"type": "string", "description": "Point as lat,long"}, "coordinates", ""),
        ("q", {"type": "string", "description": "City name or lat,long"}, "query", ""),
        ("kind", {"type": "string", "description": "MIME type of the file"}, "mime_type", ""),
        ("lang", {"type": "string", "description": "BCP 47 language tag"}, "language_tag", ""),
        ("by", {"type": "string", "description": "Login of the user"}, "username", ""),
        ("state", {"type": "string", "description": "State of the issue"}, "category", ""),
        ("state", {"type": "string", "description": "State of the address"}, "us_state", ""),
        (
            "order_id",
            {"type": "string", "description": "Id to see the status of the order by"},
            "identifier",
            "order",
        ),
    ],
)
def test_name_and_description_tell_the_kind(
    name: str, schema: dict[str, str], kind: str, entity: str
) -> None:
    meaning = meaning_of(name, schema)
    assert meaning.kind == kind
    assert meaning.entity == entity


@pytest.mark.parametrize(
    ("description", "entity"),
    [
        ("The flow run id", "flow run"),
        ("The unique identifier of the competition to be fetched.", "competition"),
        ("Case-sensitive user ID.", "user"),
        ("The ID.", ""),
        ("How many results to return", ""),
    ],
)
def test_description_tells_what_an_id_identifies(description: str, entity: str) -> None:
    assert described_entity(description) == entity


@pytest.mark.parametrize(
    ("name", "description", "noun"),
    [
        ("max_price", "", "maximum price"),
        ("userId", "", "user ID"),
        ("alt", "The altitude in meters", "altitude"),
        ("titleno", "The title number for which to look", "title number"),
        ("id_horse", "", "horse ID"),
        ("r", "The red component of the RGB color", "red component"),
        ("num1", "", "first number"),
    ],
)
def test_field_is_called_by_a_noun(name: str, description: str, noun: str) -> None:
    assert noun_of(name, description) == noun
