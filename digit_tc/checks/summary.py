"""A summary tells what was done and invents nothing."""

from __future__ import annotations

import re

from digit_tc.checks.context import CheckContext
from digit_tc.checks.knowledge import (
    ISO_DATE,
    LONG_DATE,
    NUMBER,
    TIME,
    TOKEN,
    Knowledge,
    long_dates,
    number_of_word,
    times,
)
from digit_tc.checks.verdicts import counted, failed, passed
from digit_tc.checks.wording import JSON_TEXT, identifiers_in, tool_name_in
from digit_tc.records import Conversation, Verdict

NAME = "summary"
RULE = (
    "A summary is one to three sentences without a question, identifiers or JSON, and each number, "
    "id, date, time and name in it was said or shown before."
)

_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "inc", "ltd", "co", "corp", "jr", "sr",
    "approx", "e.g", "i.e", "etc", "a.m", "p.m", "u.s", "u.k", "min", "max", "est", "dept",
    "ave", "rd", "blvd", "apt", "mt", "ft",
})  # fmt: skip
_SENTENCE_END = re.compile(r"([\w.’')\]%°\"”-]*)([.!?…]+)(?=\s+[\"“(]?\S|[\"”)]*\s*$)")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:][\"”)]*\s+|[\"“(]\s*)$")
_ORDINARY = frozenset({
    "i", "i'm", "i've", "i'll", "i’m", "i’ve", "i’ll", "ok", "id", "ids", "am", "pm", "tv", "url",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "celsius", "fahrenheit", "utc", "gmt", "kelvin", "done", "good",
})  # fmt: skip


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Compare each summary with texts, arguments and results up to and including its turn.

    Numbers may carry thousands separators, a sign, or be rounded; a number may also say how many
    items a list holds or how many calls were made. Dates may be written out, times in 12 hours.
    """
    known = Knowledge()
    known.hear(conversation.system)
    for key in conversation.tools:
        view = context.view(key)
        if view is not None:
            known.words |= view.field_words
    for position, turn in enumerate(conversation.turns):
        known.hear(turn.request)
        known.numbers.add(float(len(turn.calls)))
        for call in turn.calls:
            known.see(call.arguments)
            known.see(call.result)
        if position >= first:
            reason = _form_fault(turn.summary, conversation, context, known)
            reason = reason or _invention(turn.summary, known)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
    number = len(conversation.turns[first:])
    noun = "summary" if number == 1 else "summaries"
    return passed(NAME, f"{number} {noun} say only what was said or shown.")


def _form_fault(
    text: str, conversation: Conversation, context: CheckContext, known: Knowledge
) -> str | None:
    if not text.strip():
        return "The summary is empty."
    if "?" in text and not known.has_text(text[: text.index("?") + 1][-12:]):
        return "The summary asks a question."
    match = JSON_TEXT.search(text)
    if match is not None:
        return f"The summary holds JSON: {match[0]}"
    for token, _ in identifiers_in(text):
        if known.has_text(token):
            continue
        if tool_name_in(token, conversation, context) is not None:
            return f'The summary names a tool: "{token}".'
        if "_" in token:
            return f'The summary holds a snake_case name: "{token}".'
    sentences = _sentences(text)
    if sentences > 3:
        return f"The summary has {counted(sentences, 'sentence')}; at most three are expected."
    return None


def _sentences(text: str) -> int:
    ends = 0
    for match in _SENTENCE_END.finditer(text):
        word = match[1].lower().lstrip("(\"'“")
        last = match.end() >= len(text.rstrip())
        if not last and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())):
            continue
        ends += 1
    return max(ends + (not text.rstrip().endswith(tuple(".!?…\"”')"))), 1)


def _invention(text: str, known: Knowledge) -> str | None:
    for month, day, year in long_dates(text):
        if (month, day) not in known.days or (year is not None and year not in known.years):
            match = LONG_DATE.search(text)
            return f'The date "{match[0] if match else text}" was neither said nor shown.'
    rest = LONG_DATE.sub(_blank, text)
    for match in ISO_DATE.finditer(rest):
        if (int(match[2]), int(match[3])) not in known.days or int(match[1]) not in known.years:
            return f'The date "{match[0]}" was neither said nor shown.'
    for time in times(rest):
        if time not in known.times:
            return f"The time {time[0]}:{time[1]:02d} was neither said nor shown."
    rest = TIME.sub(_blank, ISO_DATE.sub(_blank, rest))
    for match in TOKEN.finditer(rest):
        reason = _token_fault(match[0].rstrip(".:,'’-/"), rest[: match.start()], known)
        if reason is not None:
            return reason
    return None


def _token_fault(token: str, before: str, known: Knowledge) -> str | None:
    word = token.casefold()
    if word in known.words:
        return None
    if any(letter.isdigit() for letter in token):
        figures = NUMBER.fullmatch(token.rstrip("%")) or NUMBER.match(token)
        rest = token[figures.end() :] if figures else token
        if figures and not any(letter.isdigit() for letter in rest) and len(rest) <= 4:
            if known.has_number(figures[0]):
                return None
            return f"The number {token} was neither said nor shown."
        if known.has_text(token) or (
            all(map(known.has_number, NUMBER.findall(token))) is True
            and (not any(letter.isalpha() for letter in token))
        ):
            return None
        return f'"{token}" was neither said nor shown.'
    number = number_of_word(word)
    if number is not None and number not in known.numbers:
        return f'The number "{token}" was neither said nor shown.'
    if token[0].isupper() and word not in _ORDINARY and not _SENTENCE_START.search(before):
        stem = word.removesuffix("'s").removesuffix("’s")
        parts = [part for part in re.split(r"[-/'’&.]", stem) if part]
        if stem in known.words or all(part in known.words or len(part) < 2 for part in parts):
            return None
        if not known.has_text(stem):
            return f'The name "{token}" was neither said nor shown.'
    return None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
