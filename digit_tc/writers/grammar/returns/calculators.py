"""The calculators: how each is recognised, what it needs, what it gives, and its formula."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.records import JSON
from digit_tc.writers.grammar.returns import formulas as do
from digit_tc.writers.grammar.returns import wordwork as say

Values = Mapping[str, Any]
Formula = Callable[[Values], dict[str, JSON] | None]
_MOST_DIGITS = 1e15


@dataclass(frozen=True, slots=True)
class Slot:
    """One input of a calculator."""

    name: str
    rule: re.Pattern[str]
    """What the words of the parameter's name must hold."""
    kind: str
    """`num`, `int`, `list` (of numbers), `str`, `strs` (a list of texts), `any` (list) or `date`."""
    optional: bool

    @property
    def types(self) -> tuple[str, ...]:
        """JSON types that a parameter for this slot may have."""
        if self.kind in ("num", "int"):
            return ("number", "integer")
        if self.kind == "flag":
            return ("boolean",)
        return ("array",) if self.kind in ("list", "strs", "any") else ("string",)

    def read(self, value: JSON) -> Any:
        """An argument as the formula takes it, or None where it cannot."""
        if self.kind in ("num", "int"):
            return value if _number(value) and (self.kind == "num" or value == int(value)) else None
        if self.kind == "flag":
            return value if isinstance(value, bool) else None
        if self.kind == "list":
            return value if isinstance(value, list) and value and all(map(_number, value)) else None
        if self.kind == "strs":
            told = isinstance(value, list) and value and all(isinstance(v, str) for v in value)
            return value if told else None
        if self.kind == "any":
            return value if isinstance(value, list) and value else None
        if not isinstance(value, str) or len(value) > 2000:
            return None
        if self.kind == "date":
            found = re.match(r"\d{4}-\d{2}-\d{2}", value)
            return dt.date.fromisoformat(found[0]) if found else None
        return value


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculation."""

    rule: re.Pattern[str]
    but: re.Pattern[str] | None
    """What the text must not say."""
    slots: tuple[Slot, ...]
    keys: Mapping[str, Mapping[str, Any]]
    """Schemas of what it gives."""
    formula: Formula


def _number(value: JSON) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < _MOST_DIGITS
    )


def _calculator(rule: str, slots: str, keys: str, formula: Formula, but: str = "") -> Calculator:
    """`slots`: `name:kind=rule` parted by spaces, `name?:` optional, `_` in a rule is a blank."""
    read: list[Slot] = []
    for part in slots.split():
        head, _, pattern = part.partition("=")
        name, _, kind = head.partition(":")
        read.append(
            Slot(name.rstrip("?"), re.compile(pattern.replace("_", " ")), kind, name.endswith("?"))
        )
    types: dict[str, Mapping[str, Any]] = {}
    for part in keys.split():
        key, _, kind = part.partition(":")
        types[key] = (
            {"type": "array", "items": {"type": kind[:-2]}} if kind.endswith("[]")
            else {"type": kind or "number"}
        )  # fmt: skip
    return Calculator(
        re.compile(rule), re.compile(but) if but else None, tuple(read), types, formula
    )


_PRICE = r"price|amount|cost|bill|total|subtotal"
_RATE = r"rate|percent|percentage|interest|discount|tip|tax|vat|apr"
_TIME = r"time|year|term|period|duration|tenure|month"
_LIST = r"number|value|list|array|arr|num|data|element|score|dataset"
_ONE = r"^(?:n|num|number|value|x|input|input_number|integer|degree.*)$|number$|^number"
_TWO = r"a:num=^(?:a|x|num_?1|number_?1|first.*|num_one|value_?1|base|dividend|minuend)$ b:num=^(?:b|y|num_?2|number_?2|second.*|value_?2|divisor|subtrahend)$"

CALCULATORS: tuple[Calculator, ...] = (
    # plane and solid figures
    _calculator(r"\bcircle\b.*\barea\b|\barea\b.*\bcircle\b", "r:num=radius|^r$", "area",
                lambda v: do.one("area", math.pi * v["r"] ** 2)),
    _calculator(r"\bcircumference\b|\bperimeter\b.*\bcircle\b", "r:num=radius|^r$",
                "circumference", lambda v: do.one("circumference", 2 * math.pi * v["r"])),
    _calculator(r"\bcircumference\b", "d:num=diameter", "circumference",
                lambda v: do.one("circumference", math.pi * v["d"])),
    _calculator(r"\bperimeter\b", "a:num=length|^a$ b:num=width|breadth|height|^b$", "perimeter",
                lambda v: do.one("perimeter", 2 * (v["a"] + v["b"])), "triangle"),
    _calculator(r"\bdiagonal\b", "a:num=length|^a$ b:num=width|breadth|height|^b$", "diagonal",
                lambda v: do.one("diagonal", math.hypot(v["a"], v["b"]))),
    _calculator(r"\bperimeter\b.*triangle|triangle.*\bperimeter\b",
                "a:num=1|a$|first b:num=2|b$|second c:num=3|c$|third", "perimeter",
                lambda v: do.one("perimeter", v["a"] + v["b"] + v["c"])),
    _calculator(r"\btriang\w*\b.*\barea\b|\barea\b.*\btriang", "a:num=base h:num=height", "area",
                lambda v: do.one("area", v["a"] * v["h"] / 2)),
    _calculator(r"\barea\b.*triangle|triangle.*\barea\b",
                "a:num=1|a$|first b:num=2|b$|second c:num=3|c$|third", "area",
                lambda v: do.heron(v["a"], v["b"], v["c"])),
    _calculator(r"\bsquare\b.*\barea\b|\barea\b.*\bsquare\b", "a:num=side|length", "area",
                lambda v: do.one("area", v["a"] ** 2), "rectang|circle"),
    _calculator(r"\bsquare\b.*\bperimeter\b|\bperimeter\b.*\bsquare\b", "a:num=side|length",
                "perimeter", lambda v: do.one("perimeter", 4 * v["a"])),
    _calculator(r"\barea\b", "a:num=length|^a$ b:num=width|breadth|height|^b$", "area",
                lambda v: do.one("area", v["a"] * v["b"]), "triang|surface|volume"),
    _calculator(r"\bcylinder\b", "r:num=radius|^r$ h:num=height|^h$", "volume",
                lambda v: do.one("volume", math.pi * v["r"] ** 2 * v["h"]), "surface"),
    _calculator(r"\bcone\b", "r:num=radius|^r$ h:num=height|^h$", "volume",
                lambda v: do.one("volume", math.pi * v["r"] ** 2 * v["h"] / 3), "surface"),
    _calculator(r"\bsphere\b", "r:num=radius|^r$", "volume",
                lambda v: do.one("volume", 4 / 3 * math.pi * v["r"] ** 3), "surface"),
    _calculator(r"\bvolume\b", "a:num=length b:num=width|breadth c:num=height|depth", "volume",
                lambda v: do.one("volume", v["a"] * v["b"] * v["c"]), "area"),
    _calculator(r"\bhypotenuse\b", "a:num=1|a$|first|base b:num=2|b$|second|height", "hypotenuse",
                lambda v: do.one("hypotenuse", math.hypot(v["a"], v["b"]))),
    # lists of numbers
    _calculator(r"\bmedian\b", f"n:list={_LIST}", "median",
                lambda v: do.one("median", do.median(v["n"])), "mean|average"),
    _calculator(r"\bstandard deviation\b", f"n:list={_LIST}", "standard_deviation",
                lambda v: do.one("standard_deviation", do.deviation(v["n"])), "mean|average"),
    _calculator(r"\bmode of\b|^mode\b", f"n:list={_LIST}", "mode", lambda v: do.one("mode", do.mode(v["n"])),
                "mean|median"),
    _calculator(r"\b(?:mean|average)\b", f"n:list={_LIST}", "mean",
                lambda v: do.one("mean", sum(v["n"]) / len(v["n"])), "median|deviation|moving|weight"),
    _calculator(r"\bsum\b|\btotal of\b", f"n:list={_LIST}", "sum",
                lambda v: do.one("sum", sum(v["n"])), "subarray|pair|two|target|even|odd|square|max|index"),
    _calculator(r"\b(?:max|maximum|highest|largest|greatest)\b", f"n:list={_LIST}", "maximum",
                lambda v: do.one("maximum", max(v["n"])), "min|sum|subarray|product|second|differ|common"),
    _calculator(r"\b(?:min|minimum|lowest|smallest)\b", f"n:list={_LIST}", "minimum",
                lambda v: do.one("minimum", min(v["n"])), "max|sum|subarray|second|differ"),
    _calculator(r"\bsort", f"n:list={_LIST} o?:str=order|direction d?:flag=desc|reverse", "sorted_numbers:number[]",
                lambda v: {"sorted_numbers": sorted(v["n"], reverse=v.get("d", "desc" in v.get("o", "asc").lower()))}),
    _calculator(r"\bstatistics?\b|\bstats\b", f"n:list={_LIST}", "mean median minimum maximum",
                lambda v: {**do.one("mean", sum(v["n"]) / len(v["n"])), **do.one("median", do.median(v["n"])),
                           **do.one("minimum", min(v["n"])), **do.one("maximum", max(v["n"]))}),
    # whole numbers
    _calculator(r"\bgcd\b|greatest common|highest common", "a:int=. b:int=.",
                "greatest_common_divisor:integer",
                lambda v: {"greatest_common_divisor": math.gcd(int(v["a"]), int(v["b"]))}),
    _calculator(r"\blcm\b|least common multiple", "a:int=. b:int=.", "least_common_multiple:integer",
                lambda v: {"least_common_multiple": math.lcm(int(v["a"]), int(v["b"]))}),
    _calculator(r"\bfactorial\b", "n:int=.", "factorial:integer", lambda v: do.factorial(int(v["n"]))),
    _calculator(r"\bfib\w*\b.*\bup to\b", "n:int=limit|max|end|number|^n$", "fibonacci_numbers:integer[]",
                lambda v: do.fibonacci_until(int(v["n"]))),
    _calculator(r"\bfibonacci\b.*(?:sequence|series|numbers)",
                "n:int=.", "fibonacci_numbers:integer[]", lambda v: do.fibonacci_row(int(v["n"])), r"\bnth\b|n-th"),
    _calculator(r"\bfib(?:onacci)?\b", "n:int=.", "fibonacci_number:integer",
                lambda v: do.fibonacci(int(v["n"]))),
    _calculator(r"\bnext prime\b", "n:int=.", "next_prime:integer", lambda v: do.next_prime(int(v["n"]))),
    _calculator(r"\bprime\b", f"n:int={_ONE}", "is_prime:boolean result:string",
                lambda v: do.prime(int(v["n"])), "primes|prime numbers|factor|nth|generate|random"),
    _calculator(r"\bprime numbers\b|\bprimes\b", "a:int=start|min|low b:int=end|max|up|high", "prime_numbers:integer[]",
                lambda v: do.primes(int(v["a"]), int(v["b"])), "count|sum"),
    _calculator(r"\b(?:power|exponent\w*)\b", "a:num=base|^x$|number e:num=expon|power|^y$|^n$", "result",
                lambda v: do.power(v["a"], v["e"])),
    _calculator(r"\bsquare root\b|\bsqrt\b", "n:num=.", "square_root",
                lambda v: do.one("square_root", math.sqrt(v["n"]))),
    _calculator(r"\bcube root\b", "n:num=.", "cube_root", lambda v: do.one("cube_root", math.cbrt(v["n"]))),
    _calculator(r"\bsquared?\b.*\bnumber\b", f"n:num={_ONE}", "square",
                lambda v: do.one("square", v["n"] ** 2), "root|perfect|sum|check"),
    _calculator(r"\babsolute value\b", "n:num=.", "result",
                lambda v: do.one("result", abs(v["n"]))),
    _calculator(r"\b(?:natural )?logarithm\b", "n:num=number|value|^x$ b:num=base", "logarithm",
                lambda v: do.one("logarithm", math.log(v["n"], v["b"]))),
    _calculator(r"\brandom (?:number|integer)\b", "a:num=min|start|low|from b:num=max|end|high|to",
                "number:integer", lambda v: do.drawn(v["a"], v["b"]), "numbers|sequence"),
    _calculator(r"^(?:add|sum)\b|\badds? two\b|\bsum of two\b", _TWO, "sum",
                lambda v: do.one("sum", v["a"] + v["b"])),
    _calculator(r"^subtract\b|\bdifference (?:of|between) two numbers", _TWO, "difference",
                lambda v: do.one("difference", v["a"] - v["b"])),
    _calculator(r"^multiply\b|\bproduct of two numbers", _TWO, "product",
                lambda v: do.one("product", v["a"] * v["b"])),
    _calculator(r"^divide\b|\bquotient\b", _TWO, "quotient", lambda v: do.one("quotient", v["a"] / v["b"])),
    _calculator(r"\bquadratic\b", "a:num=^a$ b:num=^b$ c:num=^c$", "roots:number[]",
                lambda v: do.quadratic(v["a"], v["b"], v["c"])),
    # shares and money
    _calculator(r"\bpercent\w* (?:change|increase|decrease|difference)\b",
                "a:num=old|initial|original|start|first|from b:num=new|final|end|second|to|current", "percentage_change",
                lambda v: do.one("percentage_change", (v["b"] - v["a"]) / v["a"] * 100)),
    _calculator(r"\btip\b", "a:num=bill|total|amount|cost|price r:num=percent|rate|tip p:num=people|split|person|number",
                "tip_amount total_amount amount_per_person", lambda v: do.tip(v["a"], v["r"], v["p"])),
    _calculator(r"\btips?\b", "a:num=bill|total|amount|cost|price r:num=percent|rate|tip", "tip_amount total_amount",
                lambda v: do.tip(v["a"], v["r"], None), "percentage based|tip percent(?:age)? (?:given|for)"),
    _calculator(r"\bpercentage of discount|discount\w* percent|percentage discount", "a:num=original|initial|regular b:num=discounted|sale|final|new",
                "discount_percentage", lambda v: do.one("discount_percentage", (v["a"] - v["b"]) / v["a"] * 100)),
    _calculator(r"\bdiscount", f"a:num={_PRICE} r:num=percent|rate|discount(?!ed)", "discounted_price discount_amount",
                lambda v: do.discount(v["a"], v["r"]), r"\btax\b|coupon|range|percentage based"),
    _calculator(r"\b(?:tax|vat|taxes)\b", "a:num=income|price|amount|cost|total|salary|subtotal r:num=rate|percent|tax|vat",
                "tax_amount total_amount", lambda v: do.tax(v["a"], v["r"]), "income|after|net|gross|discount"),
    _calculator(r"\b(?:tax|taxes)\b", "a:num=income|price|amount|cost|total|salary|subtotal r:num=rate|percent|tax",
                "tax_amount", lambda v: {"tax_amount": do.tax(v["a"], v["r"])["tax_amount"]}, "discount|after|net"),
    _calculator(r"\bcompound\b|\bfuture value\b",
                f"p:num=principal|amount|investment|present|initial r:num=rate|interest|percent t:num={_TIME} n?:num=compound|frequency|times|^n$",
                "final_amount interest_earned", do.compound),
    _calculator(r"\bcagr\b|compound annual growth",
                "a:num=initial|start|begin b:num=final|end t:num=year|time|period|duration", "growth_rate_percent",
                lambda v: do.one("growth_rate_percent", ((v["b"] / v["a"]) ** (1 / v["t"]) - 1) * 100)),
    _calculator(r"\b(?:mortgage|loan|emis?)\b",
                f"p:num=principal|amount|loan(?!_term)|value|price r:num=rate|interest t:num={_TIME} d?:num=down",
                "monthly_payment total_payment", do.loan, "afford|interest (?:paid|amount)|balance|loan interest"),
    _calculator(r"\binterest\b", f"p:num=principal|amount|loan_amount|investment r:num=rate|interest t:num={_TIME}",
                "interest total_amount", do.simple_interest, "payment"),
    _calculator(r"\broi\b|return on investment", "a:num=initial|cost|invest(?!.*return) b:num=final|gain|return|revenue|current|profit",
                "return_percent", lambda v: do.roi(v)),
    _calculator(r"\bprofit margin\b", "b:num=revenue|sale|sell|income a:num=cost|expense|purchase|buy", "profit_margin_percent",
                lambda v: do.one("profit_margin_percent", (v["b"] - v["a"]) / v["b"] * 100)),
    _calculator(r"\bprofit percent", "b:num=revenue|sale|sell a:num=cost|expense|purchase|buy", "profit_percentage",
                lambda v: do.one("profit_percentage", (v["b"] - v["a"]) / v["a"] * 100)),
    _calculator(r"\bprofit\b", "b:num=revenue|sale|sell|income a:num=cost|expense|purchase|buy", "profit",
                lambda v: do.one("profit", v["b"] - v["a"]), "percent|margin"),
    _calculator(r"\bpercent(?:age)?s?\b", "a:num=part|value|obtained|score|numerator|amount b:num=total|whole|max|denominator", "percentage",
                lambda v: do.one("percentage", v["a"] / v["b"] * 100), "change|increase|discount|tip|fat|profit|tax"),
    _calculator(r"\bpercent(?:age)?\b", "a:num=number|value|amount|total|base r:num=percent|rate", "result",
                lambda v: do.one("result", v["a"] * v["r"] / 100), "change|increase|discount|tip|fat|profit|tax|total number"),
    _calculator(r"\bcommission\b", "a:num=sale|amount|price|revenue r:num=rate|percent|commission", "commission",
                lambda v: do.one("commission", v["a"] * do.share(v["r"]))),
    # body, motion, units
    _calculator(r"\bbmi\b|body mass", "w:num=weight|mass h:num=height", "bmi category:string",
                lambda v: do.bmi(v), "fat|ideal|risk"),
    _calculator(r"\bweight category\b|\bbmi categor", "b:num=bmi", "category:string",
                lambda v: {"category": do.bmi_category(v["b"])}),
    _calculator(r"\bspeed\b|\bvelocity\b", "d:num=distance t:num=time|duration|hour", "speed",
                lambda v: do.one("speed", v["d"] / v["t"]), "light|wind|download|final|internet"),
    _calculator(r"\bfuel (?:efficiency|consumption|economy)\b|\bmileage\b|\bmiles per gallon\b",
                "d:num=distance|mile|kilomet f:num=efficien|economy|mpg|per", "fuel_needed",
                lambda v: do.one("fuel_needed", v["d"] / v["f"]), "emission|cost"),
    _calculator(r"\bfuel (?:efficiency|consumption|economy)\b|\bmileage\b|\bmiles per gallon\b",
                "d:num=distance|mile|kilomet f:num=fuel|gallon|lit|gas|consum", "fuel_efficiency",
                lambda v: do.one("fuel_efficiency", v["d"] / v["f"]), "emission|cost"),
    _calculator(r"\bfinal velocity\b", "u:num=initial|velocity|^u$ a:num=accel|^a$ t:num=time|^t$", "final_velocity",
                lambda v: do.one("final_velocity", v["u"] + v["a"] * v["t"])),
    _calculator(r"celsius to fahrenheit", "n:num=.", "fahrenheit",
                lambda v: do.one("fahrenheit", v["n"] * 9 / 5 + 32)),
    _calculator(r"fahrenheit to celsius", "n:num=.", "celsius",
                lambda v: do.one("celsius", (v["n"] - 32) * 5 / 9)),
    _calculator(r"\bconver(?:t|sion)\w*\b",
                "n:num=value|amount|number|temperature|weight|length|distance|quantity|measure|volume|^v f:str=from|source|input|original_unit|current t:str=to|target|dest|output|desired",
                "converted_amount", lambda v: do.converted(v["n"], v["f"], v["t"]), "currenc"),
    _calculator(r"\bconver(?:t|sion)\w*\b|\bunits?\b", "n:num=value|amount|number|angle|temperature|weight f:str=from t:str=to",
                "converted_amount", lambda v: do.converted(v["n"], v["f"], v["t"]), "currenc|exchange"),
    # dates
    _calculator(r"\bdays?\b.*\bbetween\b|\bdate difference\b|\bdifference between two dates\b",
                "a:date=start|from|first|1|begin b:date=end|to|second|2", "days:integer",
                lambda v: {"days": abs((v["b"] - v["a"]).days)}, "business|working|holiday|fetch"),
    _calculator(r"\bage\b", "a:date=birth|dob b?:date=current|today|date|on", "age:integer",
                do.age, "days|months|hours|difference"),
    _calculator(r"\bage\b", "a:int=birth.*year|year.*birth b:int=current|year", "age:integer",
                lambda v: {"age": int(v["b"] - v["a"])}),
    # texts
    _calculator(r"\bpalindrome\b", "s:str=.", "is_palindrome:boolean result:string",
                lambda v: say.palindrome(v["s"]), "longest|find|list"),
    _calculator(r"\banagrams?\b", "a:str=1|first|a$|word b:str=2|second|b$|word|text", "is_anagram:boolean result:string",
                lambda v: say.anagram(v["a"], v["b"])),
    _calculator(r"\breverses?\b.*\b(?:string|text|word)|string reverse", "s:str=.", "reversed_text:string",
                lambda v: {"reversed_text": v["s"][::-1]}, "words"),
    _calculator(r"\breverses?\b.*\bwords\b", "s:str=.", "reversed_text:string",
                lambda v: {"reversed_text": " ".join(v["s"].split()[::-1])}),
    _calculator(r"\b(?:shuffle|randomize)", "n:any=.", "shuffled_list:string[]", lambda v: do.shuffled(v["n"])),
    _calculator(r"\bcommon elements\b", "a:any=. b:any=.", "common_elements:string[]",
                lambda v: {"common_elements": [str(x) for x in dict.fromkeys(v["a"]) if x in v["b"]]}),
    _calculator(r"\bword count\b|\b(?:count|number of)\b.*\bwords\b", "s:str=text|string|sentence|content|paragraph|document|input", "word_count:integer",
                lambda v: {"word_count": len(v["s"].split())}, "occurrence|frequen|vowel|each"),
    _calculator(r"\bcount\w*\b.*\bcharacters?\b|\blength of (?:a|the|given)? ?(?:string|text|word)|\btext length\b", "s:str=text|string|word|sentence|input",
                "length:integer", lambda v: {"length": len(v["s"])}, "specific|occurrence|each|frequen"),
    _calculator(r"\bvowels\b", "s:str=.", "vowel_count:integer",
                lambda v: {"vowel_count": sum(c in "aeiou" for c in v["s"].lower())}, "remove|consonant"),
    _calculator(r"\b(?:frequency|occurrences?)\b", "s:str=text|string|sentence|paragraph|document|content w:str=word|char|letter|sub|target|keyword|search",
                "occurrences:integer", lambda v: say.occurrences(v["s"], v["w"])),
    _calculator(r"\bupper ?case\b|\bcapitaliz(?:e|es|ing)\b", "s:str=.", "converted_text:string",
                lambda v: {"converted_text": v["s"].upper()}, "lower|title|count|first"),
    _calculator(r"\blower ?case\b", "s:str=.", "converted_text:string",
                lambda v: {"converted_text": v["s"].lower()}, "upper|count"),
    _calculator(r"\blongest word\b", "w:strs=.", "longest_word:string",
                lambda v: {"longest_word": max(v["w"], key=len)}),
    _calculator(r"\blongest word\b", "s:str=.", "longest_word:string",
                lambda v: {"longest_word": max(v["s"].split(), key=len).strip(".,!")}),
    _calculator(r"\bencode\b.*\bbase ?64\b|base ?64 encod", "s:str=.", "encoded_text:string", lambda v: say.to_base64(v["s"])),
    _calculator(r"\bdecode\b.*\bbase ?64\b|base ?64 decod", "s:str=.", "decoded_text:string", lambda v: say.from_base64(v["s"])),
    _calculator(r"\bencode\b.*\burl\b|\burl encod", "s:str=.", "encoded_url:string", lambda v: say.to_url(v["s"])),
    _calculator(r"\bhash\b", "s:str=text|string|password|input|data|message a?:str=algorithm|type|method", "hash:string",
                lambda v: say.hashed(v["s"], v.get("a", ""), v["text"]), "tag|transaction|block|blake"),
    _calculator(r"\bduplicates?\b", "n:any=.", "duplicates:string[]",
                lambda v: {"duplicates": [str(x) for x in dict.fromkeys(v["n"]) if v["n"].count(x) > 1]}, "remove|email|check|contains"),
)  # fmt: skip
