"""The personas that ship."""

from collections import Counter

import yaml

from digit_tc.data import read_text
from digit_tc.records.chain import Persona

PERSONAS = [Persona(**entry) for entry in yaml.safe_load(read_text("personas.yaml"))]


def test_there_are_24_personas_with_ids_of_their_own() -> None:
    assert len(PERSONAS) == 24
    assert len({persona.id for persona in PERSONAS}) == 24


def test_every_manner_is_there_and_most_are_easy_to_read() -> None:
    manners = Counter(persona.manner for persona in PERSONAS)
    assert set(manners) == {"plain", "terse", "polite", "chatty", "typos"}
    assert manners["plain"] + manners["polite"] + manners["chatty"] >= 18


def test_descriptions_are_one_short_sentence_and_name_no_tools() -> None:
    for persona in PERSONAS:
        assert 8 <= len(persona.description.split()) <= 16, persona.id
        assert persona.description.endswith(".")
        assert "tool" not in persona.description.split()


def test_notice_says_whose_writing_it_is() -> None:
    assert "was written for this project" in read_text("NOTICE")
