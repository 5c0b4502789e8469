"""Closing words of the mock provider are as long as its prompts ask for."""

from __future__ import annotations

import pytest

from digit_tc.mock_provider.brevity import keep_three_sentences


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two.", "One. Two."),
        ("One. Two. Three. Four.", "One. Two. Three."),
        ('It reads "Bring it. Then go. Do not wait. Thanks." Two. Three. Four.',
         'It reads "Bring it. Then go. Do not wait. Thanks." Two. Three.'),
        ("It costs 4.50 euros. 3 are left. It is red. It is sold.",
         "It costs 4.50 euros. 3 are left. It is red."),
        ("", ""),
    ],
)  # fmt: skip
def test_three_sentences_are_kept(text: str, kept: str) -> None:
    assert keep_three_sentences(text) == kept
