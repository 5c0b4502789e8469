"""Signs and words that say a currency, with its code."""

from __future__ import annotations

MONEY = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "¥": "JPY", "yen": "JPY", "₹": "INR", "rupees": "INR",
    "swiss francs": "CHF",
}  # fmt: skip
