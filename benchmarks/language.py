"""How varied the words of an export are, and how far its requests are from people's in manner.

    python benchmarks/language.py EXPORT.jsonl [--people FOLDER] [--sample N]

Reads rows with `messages` alone, as `digit-tc preview --json` prints them. `distinct-4` is the
share of four-word runs that occur once counted, `self-BLEU` how much of a text the other texts of
the sample hold already, `six-word run` the one that most turns share. The three depend on the
number of texts, so that all figures are of samples of the same size. `AUC` is how well a classifier
tells the requests from people's when it sees no content words and both sides have equal lengths:
.5 is not at all, 1 is always. Without the folder of people's requests it is left out.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

FOLDS = 5
_WORD = re.compile(r"[\w'’-]+|[^\w\s]")
_FUNCTION_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be been before being both but by can could
    did do does doing don't down each few for from further get give had has have having he hello her
    here hey hi him his how i i'd i'll i'm i've if in into is it it's its just kindly know let let's
    like list look make may me more most much my need new no nor not now of off on once one only or
    other our out over own please same she should show so some such tell than thank thanks that
    that's the their them then there these they this those through to too under until up us very
    want was we were what what's when where which while who whom whose why will with would you your
    """.split()
)


def main() -> int:
    """Print the figures of an export, and of people's requests beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("--people", type=Path, help="a folder with requests.txt, one a line")
    parser.add_argument("--sample", type=int, default=400)
    asked = parser.parse_args()
    requests, closings = read_turns(asked.export.read_text("utf-8").splitlines())
    print(
        f"{'texts':20} {'number':>6} {'words':>6} {'distinct-4':>10} {'self-BLEU':>9}  six-word run"
    )
    _print_row("requests", requests, asked.sample)
    _print_row("closings", closings, asked.sample)
    source = asked.people and asked.people / "requests.txt"
    if not source or not source.is_file():
        print(f"No comparison with people: {source or 'no --people folder'} is not there.")
        return 0
    people = source.read_text("utf-8").splitlines()
    _print_row("people's requests", people, asked.sample)
    print(f"AUC against people: {style_auc(requests, people):.3f}")
    return 0


def _print_row(name: str, texts: Sequence[str], sample: int) -> None:
    chosen = random.Random(0).sample(texts, min(sample, len(texts)))
    run, share = most_common_run(texts)
    words = sum(len(_words(text)) for text in chosen) / max(1, len(chosen))
    print(
        f"{name:20} {len(chosen):6} {words:6.1f} {distinct(chosen):10.3f} {self_bleu(chosen):9.3f}"
        f"  {share:.1%} {run!r}"
    )


def read_turns(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The texts of users and those of the assistant, in order."""
    requests, closings = [], []
    for line in lines:
        for message in json.loads(line)["messages"]:
            if message["role"] == "user":
                requests.append(message["content"])
            elif message["role"] == "assistant" and message.get("content"):
                closings.append(message["content"])
    return requests, closings


def distinct(texts: Iterable[str], length: int = 4) -> float:
    """Different runs of `length` words among all of them: 1 where none comes twice."""
    runs = [run for text in texts for run in _runs(_words(text), length)]
    return len(set(runs)) / len(runs) if runs else 1.0


def self_bleu(texts: Sequence[str], longest: int = 4) -> float:
    """Mean BLEU of each text against all others."""
    counts = [
        [Counter(_runs(_words(text), length)) for length in range(1, longest + 1)] for text in texts
    ]
    highest: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for one in counts:
        for counter in one:
            for run, count in counter.items():
                highest[run] = sorted([*highest[run], count], reverse=True)[:2]
    return sum(_bleu(one, highest) for one in counts) / max(1, len(texts))


def _bleu(
    counts: list[Counter[tuple[str, ...]]], highest: dict[tuple[str, ...], list[int]]
) -> float:
    logs = 0.0
    for counter in counts:
        total = sum(counter.values())
        # What the others hold most often: the second highest where the highest is this text's own.
        hits = sum(
            min(count, highest[run][1] if highest[run][0] == count else highest[run][0])
            for run, count in counter.items()
        )
        logs += math.log((hits or 0.1) / max(1, total))
    return math.exp(logs / len(counts))


def most_common_run(texts: Sequence[str], length: int = 6) -> tuple[str, float]:
    """The run of words that most texts hold, and the share of them that do."""
    held = Counter(run for text in texts for run in set(_runs(_words(text), length)))
    if not held:
        return "", 0.0
    run, count = max(held.items(), key=lambda pair: (pair[1], pair[0]))
    return " ".join(run), count / len(texts)


def style_auc(ours: Sequence[str], theirs: Sequence[str], seed: int = 0) -> float:
    """Area under the curve of a logistic regression over masked runs of one to four words.

    Both sides have the same number of texts of each length; each text is judged by a model that has
    not seen it.
    """
    rng = random.Random(seed)
    texts = [
        (_mask(text), label) for label, side in _pair_lengths(ours, theirs, rng) for text in side
    ]
    rng.shuffle(texts)
    rows = [(_features(words), label) for words, label in texts]
    scored: list[tuple[float, int]] = []
    for fold in range(FOLDS):
        model = _train([row for place, row in enumerate(rows) if place % FOLDS != fold], rng)
        scored += [(_score(model, row), label) for row, label in rows[fold::FOLDS]]
    return _area(scored)


def _pair_lengths(
    ours: Sequence[str], theirs: Sequence[str], rng: random.Random
) -> list[tuple[int, list[str]]]:
    sides: list[list[str]] = [[], []]
    groups: list[dict[int, list[str]]] = [defaultdict(list), defaultdict(list)]
    for group, texts in zip(groups, (ours, theirs), strict=True):
        for text in rng.sample(texts, len(texts)):
            group[len(_words(text)) // 3].append(text)
    for bucket in sorted(groups[0].keys() & groups[1].keys()):
        number = min(len(group[bucket]) for group in groups)
        for side, group in zip(sides, groups, strict=True):
            side.extend(group[bucket][:number])
    return list(enumerate(sides))


def _mask(text: str) -> list[str]:
    """The words of a text with a sign in place of each that is no function word."""
    return [
        token.lower() if token.lower() in _FUNCTION_WORDS or not token[0].isalnum()
        else "0" if token[0].isdigit() else "Aa" if token[0].isupper() else "a"
        for token in _WORD.findall(text.replace("’", "'"))
    ]  # fmt: skip


def _features(words: list[str]) -> list[str]:
    padded = ["<", *words, ">"]
    return sorted({" ".join(run) for length in range(1, 5) for run in _runs(padded, length)})


def _train(rows: list[tuple[list[str], int]], rng: random.Random) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for turn in range(12):
        for features, label in rng.sample(rows, len(rows)):
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, _score(weights, features)))))
            step = (label - chance) * 0.5 / (1 + turn) / math.sqrt(len(features))
            for feature in features:
                weights[feature] += step
    return dict(weights)


def _score(weights: dict[str, float], features: list[str]) -> float:
    return sum(weights.get(feature, 0.0) for feature in features) / math.sqrt(len(features))


def _area(scored: list[tuple[float, int]]) -> float:
    """Share of pairs of one text of each side in which the second side's scores higher."""
    first = [score for score, label in scored if label == 0]
    second = [score for score, label in scored if label == 1]
    won = sum((b > a) + (b == a) / 2 for a in first for b in second)
    return won / max(1, len(first) * len(second))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’]+", text.lower())


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + length]) for place in range(len(words) - length + 1)]


if __name__ == "__main__":
    sys.exit(main())
