"""Closing words of the mock provider are as long as its prompts ask for."""

from __future__ import annotations

import pytest

from digit_tc.mock_provider.brevity import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ('It reads "Bring it. Then go. Do not wait. Thanks." Two.',
         ['It reads "Bring it. Then go. Do not wait. Thanks."', "Two."]),
        ("It costs 4.50 euros. 3 are left.", ["It costs 4.50 euros.", "3 are left."]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_are_told_apart(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences
