"""A summary tells what was done and invents nothing."""

from __future__ import annotations

import re

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.knowledge import (
    HALF_DAY,
    ISO_DATE,
    LARGE_WORD,
    LONG_DATE,
    NUMBER,
    TIME,
    TOKEN,
    Knowledge,
    long_dates,
    may_hold_dates,
    number_of_word,
    times,
)
from digit_tc.checks.common.told_acts import find_false_success, find_untold
from digit_tc.checks.common.told_outcome import tells_nothing, told_falsely
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.checks.common.wording import (
    control_in,
    identifiers_in,
    json_in,
    markup_in,
    tool_name_in,
)
from digit_tc.language.spoken_numbers import number_of, worded_in
from digit_tc.records import Ask, Conversation, Propose, Turn, Verdict

NAME = "summary"
RULE = (
    "A summary is one to three sentences for each call that was asked for, without a question, "
    "identifiers, JSON, markup or control characters, each number, id, date, time and name in it "
    "was said or shown before, and it tells what each call that was asked for found or did, "
    "neither a success as a failure nor a failure as a success."
)
PHASE = Phase.SUMMARY
KINDS = ALL_KINDS
DECIDES = True

_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "inc", "ltd", "co", "corp", "jr", "sr",
    "approx", "e.g", "i.e", "etc", "a.m", "p.m", "u.s", "u.k", "min", "max", "est", "dept",
    "ave", "rd", "blvd", "apt", "mt", "ft",
})  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s+[\"“(]?\S|[\"”)]*\s*$)")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_INNER_END = re.compile(r"[.!?…]+(?=\s)")
_DIGIT = re.compile(r"\d")
_SENTENCE_START = re.compile(
    r"(?:^[*_]*|[.!?…:][\"”)*]*\s+[*_]*|[\"“(]\s*|\n\s*(?:[-*•–]\s*|\d[.)]\s)?[*_]*)$"
)
_WEEKDAY = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day),? (?:the )?$", re.IGNORECASE)
_DURATION = re.compile(
    r"(\d+(?:\.\d+)?) ?-?(?:hours?|hrs?|h)\b(?:(?:,| and)? ?(\d+) ?(?:minutes?|mins?|m)\b)?",
    re.IGNORECASE,
)
_ORDINARY = frozenset({
    "i", "i'm", "i've", "i'll", "i’m", "i’ve", "i’ll", "ok", "id", "ids", "am", "pm", "tv", "url",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "celsius", "fahrenheit", "utc", "gmt", "kelvin", "done", "good",
    "i'd", "i’d", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "c", "f", "gb", "mb", "kb", "tb", "mhz", "ghz", "hz", "asap", "eta", "fyi", "wi-fi", "wifi",
    "pdf", "csv", "sms", "gps", "qr", "pin", "atm", "mr", "mrs", "ms", "dr", "p.m", "a.m",
})  # fmt: skip


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Compare each summary with texts, arguments and results up to and including its turn.

    Numbers may carry thousands separators, a sign, or be rounded; a number may also say how many
    items a list holds or how many calls were made. Dates may be written out, times in 12 hours.
    """
    known = Knowledge()
    known.hear(conversation.system)
    for position, turn in enumerate(conversation.turns):
        for text in turn.user_texts.values():
            known.hear(text)
        known.count(len(turn.calls))
        for call in turn.calls:
            known.see(call.arguments)
            known.see(call.result)
        if position >= first:
            reason = None
            acts = turn.acts
            for identity, text in (turn.assistant_texts if turn.summary else {"": ""}).items():
                asks = isinstance(acts.get(identity), Ask | Propose)
                reason = reason or _form_fault(text, conversation, context, known, asks=asks)
                reason = reason or _invention(text, known, conversation, context)
                reason = reason or _length_fault(text, _most_sentences(text, turn))
            reason = reason or _outcome_fault(turn, context)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
    number = len(conversation.turns[first:])
    noun = "summary" if number == 1 else "summaries"
    return passed(NAME, f"{number} {noun} say only what was said or shown.")


def _form_fault(
    text: str, conversation: Conversation, context: CheckContext, known: Knowledge, *, asks: bool
) -> str | None:
    """What is wrong with the form of a text; one that `asks` may hold a question."""
    if not text.strip():
        return "The summary is empty."
    control = control_in(text)
    if control is not None:
        return f"The summary holds a control character: {control}."
    markup = markup_in(text)
    if markup is not None and not known.has_word(markup):
        return f"The summary holds markup: {markup}"
    if not asks and "?" in text and not known.has_word(text[: text.index("?") + 1][-12:]):
        return "The summary asks a question."
    match = json_in(text)
    if match is not None:
        return f"The summary holds JSON: {match}"
    for token, words in identifiers_in(text):
        if known.has_word(token):
            continue
        if tool_name_in([(token, words)], conversation, context) is not None:
            return f'The summary names a tool: "{token}".'
        if "_" in token:
            return f'The summary holds a snake_case name: "{token}".'
    return None


def _length_fault(text: str, most: int) -> str | None:
    sentences = _sentences(text)
    if sentences > most:
        return f"The summary has {counted(sentences, 'sentence')}; at most {most} are expected."
    return None


def _most_sentences(text: str, turn: Turn) -> int:
    """Three for each call that the closing words have to tell; three for anything else."""
    asked = sum(not call.hidden for call in turn.calls) or len(turn.calls)
    return 3 * max(1, asked if text == turn.summary else 1)


def _outcome_fault(turn: Turn, context: CheckContext) -> str | None:
    claim = told_falsely(turn.summary, turn)
    if claim is not None:
        return f'The summary says "{claim}", but the calls of the turn succeeded.'
    if tells_nothing(turn.summary, turn, context):
        return "The summary tells nothing of what was found; it must say it."
    failed_tool = find_false_success(turn.summary, turn, context)
    if failed_tool is not None:
        return f"The call of {failed_tool} failed, and the summary does not say so."
    untold = find_untold(turn.summary, turn, context)
    if untold is not None:
        return f"The summary leaves out what {untold} did; each call that was asked for is told."
    return None


def _sentences(text: str) -> int:
    # What is quoted is one part of the sentence that quotes it, however much it says.
    told = _QUOTED.sub(lambda match: _INNER_END.sub("", match[0]), text.rstrip())
    ends = 0
    for match in _SENTENCE_END.finditer(told):
        before = told[max(0, match.start() - 20) : match.start()].rsplit(None, 1)
        word = before[-1].lower().lstrip("(\"'“") if before else ""
        last = match.end() >= len(told)
        if not last and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())):
            continue
        ends += 1
    return max(ends + (not told.endswith(tuple(".!?…\"”')"))), 1)


def _invention(
    text: str, known: Knowledge, conversation: Conversation, context: CheckContext
) -> str | None:
    rest = text
    if _DIGIT.search(text):
        rest, reason = _without_moments(text, known)
        if reason is not None:
            return reason
    if LARGE_WORD.search(rest):
        for figure in worded_in(rest):
            said = rest[figure.start : figure.end]
            # "A hundred thanks" counts nothing.
            counts = figure.value > 12 and not said.lower().startswith(("a ", "an "))
            if counts and not known.has_word(said) and not known.has_number(str(figure.value)):
                return f'The number "{said}" was neither said nor shown.'
    for match in TOKEN.finditer(rest):
        token = match[0]
        if token.isalpha() and token.islower() and number_of_word(token) is None:
            continue
        token = token.rstrip(".:,'’-/")
        if _DIGIT.search(token):
            reason = _figure_fault(token, known)
            if reason is not None and _is_converted(rest, match.start(), match.end(), known):
                continue
        else:
            reason = _word_fault(token, rest, match.start(), known)
        if reason is not None and not _is_term(token, conversation, context):
            return reason
    return None


def _without_moments(text: str, known: Knowledge) -> tuple[str, str | None]:
    """The text without its dates and times, and what is wrong with the first bad one."""
    rest = text
    if may_hold_dates(text):
        for match in LONG_DATE.finditer(text):
            dates = list(long_dates(match[0]))
            if not all(known.has_date(*date) for date in dates):
                return rest, f'The date "{match[0]}" was neither said nor shown.'
            named = _WEEKDAY.search(text, max(0, match.start() - 16), match.start())
            if named is not None and not all(known.has_weekday(named[1], *date) for date in dates):
                return rest, f"{match[0]} is no {named[1]}."
        rest = LONG_DATE.sub(_blank, rest)
    if "-" in rest:
        for match in ISO_DATE.finditer(rest):
            if not known.has_date(int(match[1]), int(match[2]), int(match[3])):
                return rest, f'The date "{match[0]}" was neither said nor shown.'
        rest = ISO_DATE.sub(_blank, rest)
    if ":" in rest or HALF_DAY.search(rest):
        for match in TIME.finditer(rest):
            if not known.has_word(match[0]) and not all(map(known.has_time, times(match[0]))):
                return rest, f'The time "{match[0].strip()}" was neither said nor shown.'
        rest = TIME.sub(_blank, rest)
    return rest, None


def _figure_fault(token: str, known: Knowledge) -> str | None:
    if known.has_word(token):
        return None
    figures = NUMBER.findall(token)
    letters = "".join(letter for letter in token if letter.isalpha())
    if len(letters) <= 3 and token[0].isdigit() and all(map(known.has_number, figures)):
        return None
    what = f"The number {token}" if not letters else f'"{token}"'
    return f"{what} was neither said nor shown."


def _is_converted(text: str, start: int, end: int, known: Knowledge) -> bool:
    """Whether a number is a known one in another unit: 35% for 0.35, 2 hours 30 for 150 minutes."""
    if text[end : end + 1] == "%" or text[end : end + 8].lower() == " percent":
        share = text[start:end].replace(",", "")
        return share.replace(".", "", 1).isdigit() and known.has_number(f"{float(share) / 100:.6g}")
    for match in _DURATION.finditer(text, max(0, start - 40), end + 40):
        if match.start() <= start and end <= match.end():
            minutes = float(match[1]) * 60 + int(match[2] or 0)
            return known.has_number(f"{minutes:g}") or known.has_number(f"{minutes * 60:g}")
    return False


def _word_fault(token: str, text: str, start: int, known: Knowledge) -> str | None:
    word = token.casefold()
    number = number_of_word(word)
    if number is None and "-" in word and word[0].isalpha():
        number = number_of(word)
    if number is not None:
        told = known.has_number(str(int(number)))
        return None if told else f'The number "{token}" was neither said nor shown.'
    if (
        not token[0].isupper()
        or word in _ORDINARY
        or _SENTENCE_START.search(text[max(0, start - 4) : start])
    ):
        return None
    stem = word.removesuffix("'s").removesuffix("’s")
    if known.has_word(stem) or known.has_field(stem):
        return None
    parts = [part for part in re.split(r"[-/'’&.]", stem) if len(part) > 1]
    if len(parts) > 1 and all(known.has_word(part) or known.has_field(part) for part in parts):
        return None
    return f'The name "{token}" was neither said nor shown.'


def _is_term(token: str, conversation: Conversation, context: CheckContext) -> bool:
    # "IMDb" in the answer of `get_imdb_rating` names no new thing, nor does the 5 of "out of 5".
    word = token.casefold().removesuffix("'s").removesuffix("’s")
    return any(
        word in view.terms
        for key in {call.tool: None for call in conversation.calls}
        if (view := context.view(key)) is not None
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
