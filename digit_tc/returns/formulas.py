"""Formulas of the calculators; results are rounded as one would say them."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.records import JSON

_MOST_TERMS = 30
_MOST_RANGE = 2000


def tidy(value: float) -> float:
    """A number with at most two decimals, four where it is small; whole ones without any."""
    rounded = round(float(value), 2 if abs(value) >= 1 else 4)
    if not math.isfinite(rounded):
        raise ValueError("no finite result")
    return int(rounded) if rounded == int(rounded) and abs(rounded) < 1e15 else rounded


def one(name: str, value: float) -> dict[str, JSON]:
    """A result of one number."""
    return {name: tidy(value)}


def heron(a: float, b: float, c: float) -> dict[str, JSON]:
    """The area of a triangle from its sides; ValueError where there is none."""
    half = (a + b + c) / 2
    return one("area", math.sqrt(half * (half - a) * (half - b) * (half - c)))


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def mode(values: Sequence[float]) -> float:
    """The most frequent value, the first of several."""
    return max(dict.fromkeys(values), key=list(values).count)


def deviation(values: Sequence[float]) -> float:
    """Standard deviation of a whole population."""
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def factorial(n: int) -> dict[str, JSON] | None:
    """n! for n up to 18, which fits what JSON readers hold exactly."""
    return {"factorial": math.factorial(n)} if 0 <= n <= 18 else None


def fibonacci_row(n: int) -> dict[str, JSON] | None:
    """The first n Fibonacci numbers from 0 on."""
    if not 1 <= n <= _MOST_TERMS:
        return None
    row = [0, 1]
    while len(row) < n:
        row.append(row[-1] + row[-2])
    return {"fibonacci_numbers": row[:n]}


def fibonacci_until(limit: int) -> dict[str, JSON]:
    """The Fibonacci numbers from 0 that are not above a limit."""
    row = [0, 1]
    while row[-1] + row[-2] <= min(limit, 10**9):
        row.append(row[-1] + row[-2])
    return {"fibonacci_numbers": row}


def shuffled(values: Sequence[JSON]) -> dict[str, JSON]:
    """The values in an order that only looks like chance: by their digests."""
    keyed = [
        (hashlib.blake2b(f"{at} {v}".encode(), digest_size=8).digest(), v)
        for at, v in enumerate(values)
    ]
    return {"shuffled_list": [str(value) for _, value in sorted(keyed, key=lambda pair: pair[0])]}


def fibonacci(n: int) -> dict[str, JSON] | None:
    """The n-th Fibonacci number, with F(1) = F(2) = 1."""
    if not 0 <= n <= 70:
        return None
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return {"fibonacci_number": a}


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % divisor for divisor in range(2, math.isqrt(n) + 1))


def prime(n: int) -> dict[str, JSON] | None:
    """Whether n is prime, in words too; None for numbers that take long."""
    if abs(n) > 10**9:
        return None
    found = _is_prime(n)
    return {"is_prime": found, "result": f"{'a' if found else 'not a'} prime number"}


def next_prime(n: int) -> dict[str, JSON] | None:
    """The least prime above n."""
    if not 0 <= n <= 10**7:
        return None
    n += 1
    while not _is_prime(n):
        n += 1
    return {"next_prime": n}


def primes(low: int, high: int) -> dict[str, JSON] | None:
    """All primes from low to high, where the range is short."""
    if not 0 <= high - low <= _MOST_RANGE or high > 10**6:
        return None
    return {"prime_numbers": [n for n in range(low, high + 1) if _is_prime(n)][:_MOST_TERMS]}


def power(base: float, exponent: float) -> dict[str, JSON] | None:
    """base to the power of exponent, where it can still be said."""
    if abs(exponent) > 60 or abs(base) > 10**6:
        return None
    value = base**exponent
    return one("result", value) if isinstance(value, int | float) and abs(value) < 1e15 else None


def drawn(low: float, high: float) -> dict[str, JSON]:
    """A whole number between two, the same for the same two."""
    low, high = math.ceil(min(low, high)), math.floor(max(low, high))
    digest = hashlib.blake2b(f"{low} {high}".encode(), digest_size=6).digest()
    return {"number": low + int.from_bytes(digest, "big") % max(1, high - low + 1)}


def quadratic(a: float, b: float, c: float) -> dict[str, JSON] | None:
    """The real roots, the smaller first; None where there are none."""
    if b * b < 4 * a * c:
        return None
    root = math.sqrt(b * b - 4 * a * c)
    found = sorted({tidy((-b - root) / (2 * a)), tidy((-b + root) / (2 * a))})
    return {"roots": found}


def share(rate: float) -> float:
    """A rate as a part of one: 15 is 0.15, and so is 0.15."""
    return rate if 0 < abs(rate) < 1 else rate / 100


def tip(bill: float, rate: float, people: float | None) -> dict[str, JSON]:
    """Tip and total, and each one's part of it."""
    amount = bill * share(rate)
    told = {**one("tip_amount", amount), **one("total_amount", bill + amount)}
    return (
        told if people is None else {**told, **one("amount_per_person", (bill + amount) / people)}
    )


def discount(price: float, rate: float) -> dict[str, JSON]:
    """What is left to pay and what is saved."""
    saved = price * share(rate)
    return {**one("discounted_price", price - saved), **one("discount_amount", saved)}


def tax(amount: float, rate: float) -> dict[str, JSON]:
    """The tax and the amount with it."""
    owed = amount * share(rate)
    return {**one("tax_amount", owed), **one("total_amount", amount + owed)}


def _years(values: Mapping[str, Any]) -> float:
    name, term = str(values["names"]["t"]).lower(), float(values["t"])
    # A term that does not say its unit is in months where nobody would mean years.
    years = term / 12 if "month" in name or (term > 50 and "year" not in name) else term
    if not 0 < years <= 100:
        raise ValueError("no usual term")
    return years


def compound(values: Mapping[str, Any]) -> dict[str, JSON]:
    """Final amount with compound interest, yearly unless told otherwise."""
    times = values.get("n") or 1
    final = values["p"] * (1 + share(values["r"]) / times) ** (times * _years(values))
    return {**one("final_amount", final), **one("interest_earned", final - values["p"])}


def simple_interest(values: Mapping[str, Any]) -> dict[str, JSON]:
    """Simple interest and the amount with it."""
    interest = values["p"] * share(values["r"]) * _years(values)
    return {**one("interest", interest), **one("total_amount", values["p"] + interest)}


def loan(values: Mapping[str, Any]) -> dict[str, JSON] | None:
    """Monthly payment of an annuity loan and the sum of all payments."""
    principal = values["p"] - values.get("d", 0)
    if principal <= 0:
        return None
    months = round(_years(values) * 12)
    monthly = share(values["r"]) / 12
    payment = (
        principal * monthly / (1 - (1 + monthly) ** -months) if monthly else principal / months
    )
    return {**one("monthly_payment", payment), **one("total_payment", payment * months)}


def roi(values: Mapping[str, Any]) -> dict[str, JSON]:
    """Return on investment in percent, from a final value or from a gain."""
    name = str(values["names"]["b"]).lower()
    gain = values["b"] if "gain" in name or "profit" in name else values["b"] - values["a"]
    return one("return_percent", gain / values["a"] * 100)


def bmi(values: Mapping[str, Any]) -> dict[str, JSON] | None:
    """Body mass index from kilograms and metres or centimetres, or pounds and inches if told."""
    weight, height = values["w"], values["h"]
    if any(word in values["text"] for word in ("imperial", "lbs", "pounds", "inches")):
        weight, height = weight * 0.45359237, height * 2.54
    metres = height / 100 if height > 3 else height
    index = weight / metres**2
    if not 5 < index < 120:
        return None
    return {"bmi": round(index, 1), "category": bmi_category(index)}


def bmi_category(index: float) -> str:
    """The usual name for a body mass index."""
    for least, name in ((30, "obese"), (25, "overweight"), (18.5, "normal weight")):
        if index >= least:
            return name
    return "underweight"


def age(values: Mapping[str, Any]) -> dict[str, JSON] | None:
    """Whole years from a birth date to a day."""
    day: dt.date | None = values.get("b") or values.get("today")
    born: dt.date = values["a"]
    if day is None or day < born:
        return None
    return {"age": day.year - born.year - ((day.month, day.day) < (born.month, born.day))}
