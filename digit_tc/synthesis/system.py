"""The system message: what the assistant is, and the date."""

from __future__ import annotations

import datetime as dt
import random

_FRAMES = (
    "You are a helpful assistant with access to tools. Today is {day}.",
    "You help people by calling the tools you are given. The date is {day}.",
    "You are an assistant that gets things done with tools. Use them when they are needed, and "
    "answer from what they return. Today's date is {day}.",
    "Current date: {day}. You are a careful assistant. Call tools to look things up or to act, and "
    "never make up their results.",
    "You are a friendly and precise assistant. It is {day}. Use the available tools to fulfil the "
    "user's requests.",
    "Act as the user's assistant. You may call the tools below, several at once where they do not "
    "depend on each other. Today is {day}.",
    "You are a virtual assistant. Today is {day}. Where a value is missing, look it up with a tool "
    "before you use it.",
    "Date: {day}. You assist the user through tool calls and short, factual answers.",
)  # fmt: skip


def system_message(today: dt.date, rng: random.Random) -> str:
    """A system message with the date in words."""
    day = f"{today:%A}, {today:%B} {today.day}, {today.year}"
    return rng.choice(_FRAMES).format(day=day)
