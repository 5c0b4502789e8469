"""The user's words for one turn: the goal first, what hidden calls need afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digit_tc.writers.grammar.asking import Goal, again, goal, statements
from digit_tc.writers.grammar.attaching import details
from digit_tc.writers.grammar.manners import choose_frame, frames
from digit_tc.writers.grammar.meaning import sentence_about
from digit_tc.writers.grammar.mentions import goes_alone
from digit_tc.writers.grammar.text import (
    Key,
    Piece,
    Said,
    Span,
    capitalised,
    joined,
    word_count,
)
from digit_tc.writers.grammar.voice import Ask, Group, Voice

_MOST_STATED_TOGETHER = 2
_MANY_VALUES = 8
_MANY_STATED = 5
_JOINING = 0.5
"""How often a second goal goes on in the sentence of the first."""
_ASKING = 0.6
"""How often what can be asked is asked."""
_NOW = 0.2
"""How often a later request says that it is the next one."""
_WISHING = 0.35
_THANKING = 0.12


@dataclass(slots=True)
class Request:
    """A text and where in it each leaf stands."""

    text: str
    spans: dict[Key, Span]


def request(
    asks: list[Ask], context: list[Group], voice: Voice, *, first: bool, used: set[str],
    about: Sequence[list[Piece]] = (),
) -> Request:  # fmt: skip
    """Write one turn.

    `asks` are the explicit calls in order, `context` the values that only hidden calls need,
    `about` the things that only those are about, and `used` the stock sentences that this
    conversation has had already (it is added to).
    """
    rng = voice.rng
    sentences = _goals(asks, voice, first=first, used=used)
    context_sentences = [
        *(sentence_about(pieces, voice.rng.choice) for pieces in about),
        *_context(context, voice),
    ]
    sentences += context_sentences
    closers = frames("closers", voice.manner)
    if closers and first and rng.random() < _THANKING and len(sentences) < 3:
        sentences.append([choose_frame(closers, voice, used)])
    pieces: list[Piece] = []
    for position, sentence in enumerate(sentences):
        if position:
            pieces.append(" ")
        pieces.extend(capitalised(_ended(sentence)))
    pieces = [_tidy(piece) if isinstance(piece, str) else piece for piece in pieces]
    if voice.manner == "typos":
        pieces = _with_typos(pieces, voice)
    text, spans = joined(_punctuated(pieces))
    return Request(text, spans)


def _ended(sentence: list[Piece]) -> list[Piece]:
    """A sentence ends in a mark, whatever the manner."""
    last = sentence[-1]
    text = last if isinstance(last, str) else last.text

    if text.rstrip().endswith((".", "!", "?", ":", '."', '?"')):
        return sentence
    return [*sentence, "."]


def _goals(asks: list[Ask], voice: Voice, *, first: bool, used: set[str]) -> list[list[Piece]]:
    sentences: list[list[Piece]] = []
    previous: Ask | None = None
    open_ended = False
    # "Get the word's synonyms" also asks to get the word; "I need the word's synonyms" does not.
    brief = sum(len(ask.groups) for ask in asks) > _MANY_VALUES
    quiet = any("hidden" in ask.fed.values() for ask in asks)
    for ask in asks:
        if previous is not None and _repeats(previous, ask):
            frame = choose_frame(frames("same", voice.manner), voice, used)
            sentences.append(_framed(frame, again(ask, voice), "{g}"))
            continue
        wanted = goal(ask, voice)
        follows = any(source.startswith("now") for source in ask.fed.values())
        alone = not wanted.left and not wanted.about and not wanted.whole
        joins = open_ended and alone and len(sentences) == 1 and _short(sentences[-1])
        open_ended = not wanted.whole and wanted.question is None
        if previous is None:
            sentences.append(_opened(wanted, voice, first=first, quiet=quiet, used=used))
        elif wanted.whole:
            sentences.append(wanted.rest)
        elif quiet and wanted.phrase is not None:
            frame = choose_frame(frames("quiet_also", voice.manner), voice, used)
            sentences.append(_framed(frame, wanted.phrase, "{n}"))
        elif joins and voice.rng.random() < _JOINING:
            said = "".join(piece for piece in sentences[-1] if isinstance(piece, str))
            joint = ", and then " if follows else ", and " if ", " in said else " and "
            sentences[-1] = _appended(sentences[-1], [joint, *wanted.imperative])
        else:
            frame = choose_frame(
                _suit(frames("then" if follows else "also", ""), wanted), voice, used
            )
            sentences.append(_framed(frame, wanted.imperative, "{g}"))
        sentences.extend(wanted.about)
        sentences.extend(details(wanted.left, voice, brief=brief))
        previous = ask
    return sentences


def _opened(wanted: Goal, voice: Voice, *, first: bool, quiet: bool, used: set[str]) -> list[Piece]:
    """The goal as a command, a wish or a question, as the person's manner has it."""
    manner, slot = voice.manner, "{g}"
    opener = choose_frame(frames("openers" if first else "thanks", manner), voice, used)
    if wanted.whole:
        return _framed(f"{opener}{{g}}", wanted.rest, slot)
    pieces, core = wanted.imperative, ""
    if quiet and wanted.phrase is not None:
        pieces, slot, part = wanted.phrase, "{n}", "quiet"
    elif wanted.question is not None and voice.rng.random() < _ASKING:
        pieces, slot, part = wanted.question, "{q}", "questions"
    elif wanted.phrase is not None and voice.rng.random() < _WISHING:
        pieces, slot, part = wanted.phrase, "{n}", "wishes"
    else:
        part = "asks" if first or voice.rng.random() > _NOW else "later"
    core = choose_frame(_suit(frames(part, manner), wanted), voice, used)
    return _framed(opener + core, pieces, slot)


def _suit(options: tuple[str, ...], wanted: Goal) -> tuple[str, ...]:
    """The frames that suit a goal: nobody needs to "show me" something."""
    if not _FOR_ME.match(_start_of(wanted.imperative)):
        return options
    return tuple(frame for frame in options if not _MY_OWN.search(frame))


def _short(sentence: list[Piece]) -> bool:
    return word_count(sentence) <= 16


def _repeats(previous: Ask, ask: Ask) -> bool:
    same = previous.profile.tool.key == ask.profile.tool.key
    if not same or ask.fed or not 1 <= len(ask.groups) <= 2:
        return False
    if len(ask.groups) == 2 and not all(goes_alone(g) and _is_text(g) for g in ask.groups):
        return False
    if {g.field.path for g in previous.groups} != {g.field.path for g in ask.groups}:
        return False
    return not any(isinstance(g.leaves[0][1], bool) or g.said_before for g in ask.groups)


def _is_text(group: Group) -> bool:
    return isinstance(group.leaves[0][1], str)


def _framed(frame: str, pieces: list[Piece], slot: str) -> list[Piece]:
    before, _, after = frame.partition(slot)
    before = _SENTENCE_START.sub(lambda found: found[0].upper(), before)
    if before.endswith((". ", "! ", "? ")):
        pieces = capitalised(pieces)
    elif before and isinstance(pieces[0], str) and not re.match(r"I\b|[A-Z]{2}", pieces[0]):
        pieces = [pieces[0][:1].lower() + pieces[0][1:], *pieces[1:]]
    return [piece for piece in (before, *pieces, after) if piece != ""]


_FOR_ME = re.compile(r"\s*\w+ (?:me|us)\b")
_MY_OWN = re.compile(
    r"(?:need|like|trying|want|meaning|have|possible|time) to \{g\}|let's \{g\}|\{g\}.* for me",
    re.I,
)


def _start_of(pieces: list[Piece]) -> str:
    return "".join(piece for piece in pieces[:2] if isinstance(piece, str))


_SENTENCE_START = re.compile(r"(?<=[.!?] )[a-z]")


def _appended(sentence: list[Piece], more: list[Piece]) -> list[Piece]:
    """Put more before the closing punctuation of a sentence."""
    last = sentence[-1]
    if isinstance(last, str):
        found = re.search(r"(?:,? please)?[.?!]?$", last)
        if found:
            return [*sentence[:-1], last[: found.start()], *more, found[0]]
    return [*sentence, *more]


def _context(context: list[Group], voice: Voice) -> list[list[Piece]]:
    if len(context) > _MANY_STATED:
        return details(context, voice, brief=True)
    stated = statements(context, voice)
    sentences: list[list[Piece]] = []
    position = 0
    while position < len(stated):
        together = stated[position : position + _MOST_STATED_TOGETHER]
        position += len(together)
        pieces: list[Piece] = []
        for number, statement in enumerate(together):
            if number:
                pieces.append(", and ")
            pieces.extend(statement)
        sentences.append([*pieces, "."])
    return sentences


def _tidy(text: str) -> str:
    text = re.sub(r"\b(\w+) \1\b(?= )", r"\1", text)
    text = re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", text)
    return re.sub(r"  +", " ", text)


def _punctuated(pieces: list[Piece]) -> list[Piece]:
    """No full stop after a quoted sentence that has its own, no two marks in a row, and "an"
    before a vowel."""
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Said) and result and isinstance(result[-1], str):
            result[-1] = _ARTICLE.sub("an ", result[-1]) if _VOWEL.match(piece.text) else result[-1]
        before = result[-1] if result else ""
        ended = isinstance(before, str) and before.endswith('"') and len(result) > 1
        inner = result[-2] if ended else before
        closed = isinstance(inner, Said) and inner.text.endswith((".", "!", "?"))
        if isinstance(piece, str) and closed and piece[:1] == ".":
            piece = piece[1:]  # noqa: PLW2901  (the mark is said already)
        result.append(piece)
    return result


_ARTICLE = re.compile(r"\ba $")
_VOWEL = re.compile(r"[aeio](?!ne?\b|u[rn]i)|u(?!ni|s[eu])|8|1[18]\b", re.IGNORECASE)

_SLIPS = (
    ("you", "yuo"), ("the", "teh"), ("please", "plese"), ("could", "coud"), ("with", "wiht"),
    ("need", "ned"), ("and", "adn"), ("thanks", "thansk"), ("because", "becuase"), ("for", "fro"),
    ("what", "waht"), ("just", "jsut"), ("then", "tehn"), ("also", "aslo"), ("that", "taht"),
)  # fmt: skip


def _with_typos(pieces: list[Piece], voice: Voice) -> list[Piece]:
    """One or two slips of the fingers, never inside a value."""
    if voice.rng.random() < 0.5:
        return pieces  # even hurried people get most texts right
    left = voice.rng.randint(1, 2)
    result: list[Piece] = []
    for piece in pieces:
        changed = piece
        if isinstance(changed, str):
            for right, wrong in voice.rng.sample(_SLIPS, len(_SLIPS)) if left else ():
                if left and re.search(rf"\b{right}\b", changed):
                    changed = re.sub(rf"\b{right}\b", wrong, changed, count=1)
                    left -= 1
        result.append(changed)
    return result
