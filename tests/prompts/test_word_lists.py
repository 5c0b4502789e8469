"""Mappings from words to words as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.prompts.word_lists import joined, parted

WORDS = st.text(alphabet=";:\\ -ab\n", max_size=8) | st.text(max_size=8)


@given(words=st.dictionaries(WORDS, WORDS, min_size=1, max_size=5))
def test_what_was_joined_can_be_parted_again(words: dict[str, str]):
    assert parted(joined(words)) == words


def test_a_list_reads_plainly():
    words = {"date": "YYYY-MM-DD", "name": "", "at": "HH:MM; in UTC"}
    assert joined(words) == "date: YYYY-MM-DD; name; at: HH:MM\\; in UTC"


@pytest.mark.parametrize("text", ["\\", "a\\", "a;b\\;"])
def test_a_text_that_is_no_list_is_refused(text: str):
    with pytest.raises(ValueError, match="no list"):
        parted(text)
