"""Openers, small talk and connections: what makes a request sound like somebody."""

from __future__ import annotations


def _all(prefaces: tuple[str, ...], cores: tuple[str, ...]) -> tuple[str, ...]:
    """Every preface before every core; an empty preface lets the core stand alone."""
    return tuple(f"{preface}{core}" for preface in prefaces for core in cores)


FIRST = {
    "plain": (
        *_all(("", "", "Hi, ", "Okay, ", "Hello, "), (
            "can you {g}?", "could you {g}?", "please {g}.", "I need you to {g}.",
            "I'd like you to {g}.", "can you please {g}?", "I want you to {g}.", "would you {g}?",
            "I need to {g}.", "I'd like to {g}.", "I'm trying to {g}.", "I want to {g}.",
        )),
        "{g}, please.", "{g}.", "Help me out here: {g}.", "First thing today: {g}.",
        "Here's what I need: {g}.", "I have a request: {g}.", "One job for you: {g}.",
    ),
    "terse": ("{g}.", "{g}", "need you to {g}", "please {g}", "can you {g}", "need to {g}",
              "{g} please", "quick one: {g}", "{g}, thanks"),
    "polite": _all(("Hello, ", "Good morning, ", "Hi, ", "Hello there, ", "Good afternoon, ", ""), (
        "could you please {g}?", "I'd be grateful if you could {g}.", "would you please {g}?",
        "could you kindly {g}?", "may I ask you to {g}?", "I was hoping you could {g}.",
        "would you be so kind as to {g}?", "if it's not too much trouble, please {g}.",
        "I would appreciate it if you could {g}.", "would it be possible for you to {g}?",
    )),
    "chatty": _all(("Hey! ", "Hi there! ", "Hey, so ", "Okay, ", "Right, ", "Hello hello! ", ""), (
        "could you {g}?", "can you do me a favor and {g}?", "I was wondering if you could {g}.",
        "I need someone to {g}.", "can you {g} for me?", "I could really use a hand: {g}.",
        "could you take a minute to {g}?", "I've been meaning to {g}.", "would you {g} for me?",
    )),
    "typos": _all(("", "hey ", "hi, "), (
        "can you {g}", "pls {g}", "could you {g}?", "i need to {g} asap", "need you to {g}",
        "i want to {g}", "can u {g}?",
    )),
}  # fmt: skip
"""How a conversation begins; `{g}` is a goal such as `check the weather in Lisbon`."""
FIRST_PHRASES = {
    "plain": _all(("", "", "Hi, ", "Hello, "), (
        "I need {n}.", "I'd like to see {n}.", "I'm looking for {n}.", "can I get {n}?",
        "could you give me {n}?", "show me {n}.", "I want to see {n}.",
        "could I have {n}, please?", "I'm after {n}.",
    )),
    "terse": ("{n}, please", "need {n}", "looking for {n}", "send me {n}", "I need {n}"),
    "polite": _all(("Hello, ", "Good morning, ", "Hi, ", "Good afternoon, ", ""), (
        "could I please have {n}?", "I'd like to see {n}, please.", "may I ask for {n}?",
        "I'm looking for {n} and would be glad of your help.", "would you please show me {n}?",
        "I would be thankful for {n}.",
    )),
    "chatty": _all(("Hey! ", "Hi there! ", "Okay, ", "So, ", ""), (
        "I could really use {n}.", "can you dig up {n} for me?", "any chance I could see {n}?",
        "I'm dying to see {n}.", "would you show me {n}?", "I've been looking everywhere for {n}.",
    )),
    "typos": _all(("", "hey ", "hi, "), (
        "i need {n}", "can i get {n}", "looking for {n}", "pls send me {n}", "i want to see {n}",
    )),
}  # fmt: skip
"""The same for a goal that is a thing to get; `{n}` is `the weather in Lisbon`."""
LATER = {
    "plain": (
        *_all(("", "Thanks. ", "Okay, ", "Good. ", "Great, ", "Alright, ", "Got it. "), (
            "now {g}.", "can you {g}?", "could you also {g}?", "please {g} as well.",
            "next, {g}.", "now I'd like you to {g}.", "I also need to {g}.", "could you {g} too?",
        )),
        "One more thing: {g}.", "Thanks. After that, {g}.", "While you're at it, {g}.",
        "Next up, {g}, please.", "The next thing I need is this: {g}.",
    ),
    "terse": ("now {g}", "next: {g}", "ok, {g}", "also {g}", "{g}", "then {g}", "thanks, now {g}",
              "good. {g}", "next, {g}", "and {g}", "ok now {g}"),
    "polite": _all((
        "Thank you very much. ", "Wonderful, thank you. ", "Many thanks. ", "That's very helpful. ",
        "Perfect, thank you. ", "I appreciate it. ", "Thank you. ", "That's kind of you. ",
    ), (
        "Could you please {g}?", "Would you also {g}?", "I'd also like you to {g}.",
        "Could you now {g}, please?", "If you don't mind, please {g}.",
        "May I also ask you to {g}?",
        "Next, would you {g}?",
    )),
    "chatty": _all((
        "Awesome, thanks! ", "Oh nice. ", "Great, that was quick! ", "Brilliant. ", "Love it. ",
        "Ha, perfect. ", "Super helpful, thanks! ", "Cool, cool. ", "Amazing. ", "Good stuff. ",
    ), (
        "Now could you {g}?", "Can you {g} too?", "Next thing: {g}.",
        "While I have you, can you {g}?",
        "Okay, now {g}.", "Could you also {g}?", "Would you {g} as well?", "Now let's {g}.",
    )),
    "typos": ("thx, now {g}", "ok great, can you {g}", "and {g} pls", "cool, also {g}",
              "nice, now {g}", "ok next {g}", "thanks! can you {g}", "and can u {g}?"),
}  # fmt: skip
LATER_PHRASES = {
    "plain": _all(("", "Thanks. ", "Okay, ", "Good. ", "Great, ", "Alright, "), (
        "now I need {n}.", "can I also get {n}?", "I'd also like to see {n}.", "show me {n} too.",
        "next I want to see {n}.", "could you give me {n} as well?",
    )),
    "terse": ("also {n}", "now {n}", "next: {n}", "and {n}", "ok, and {n}"),
    "polite": _all(("Thank you. ", "Many thanks. ", "Wonderful. ", "Very kind of you. "), (
        "Could I also have {n}, please?", "I'd also like to see {n}, please.",
        "May I ask for {n} as well?", "Would you now show me {n}?",
    )),
    "chatty": _all(("Awesome! ", "Oh nice. ", "Perfect. ", "Love it. ", "Brilliant. "), (
        "Now I'd love to see {n}.", "Can you dig up {n} too?", "Could I get {n} as well?",
        "Next on my list is {n}.",
    )),
    "typos": ("ok now i need {n}", "and {n} pls", "thx, can i get {n}", "cool, also {n}"),
}  # fmt: skip
QUIET_FIRST = _all(("", "", "Hi, ", "Hello, ", "Hey, "), (
    "I need {n}.", "I'm after {n}.", "could I have {n}, please?", "I could really use {n}.",
    "I'd love to have {n}.", "what I need is {n}.", "I want {n}.", "I would like {n}, please.",
))  # fmt: skip
QUIET_LATER = _all(("", "Thanks. ", "Okay, ", "Great. ", "Good. "), (
    "now I need {n}.", "could I also have {n}?", "I also need {n}.", "next I need {n}.",
    "I'd like {n} as well, please.", "I'm also after {n}.",
))  # fmt: skip
QUIET_ALSO = ("I also need {n}.", "I'm after {n} as well.", "I could use {n} too.",
              "And then I need {n}.", "I'd like {n} as well.")  # fmt: skip
"""Wishes without a verb of looking up, for turns in which something else must not be asked for."""
THEN = (
    "Then {g}.", "After that, {g}.", "Once that's done, {g}.", "And then {g}.", "From there, {g}.",
    "When you have it, {g}.", "Afterwards, please {g}.",
)  # fmt: skip
ALSO = (
    "Also {g}.", "And {g}.", "On top of that, {g}.", "At the same time, {g}.", "Besides that, {g}.",
    "I'd also like you to {g}.", "And could you {g} as well?", "Separately, {g}.",
)  # fmt: skip
SAME = ("Do the same for {g}.", "And the same again for {g}.", "Then do that for {g} too.",
        "I need the same for {g}.", "Same thing for {g}, please.", "And once more for {g}.",
        "I'd like that for {g} as well.", "Then again for {g}.")  # fmt: skip
CONTEXT = (
    "{s}.", "{s}.", "{s}.", "Just so you know, {s}.", "For reference, {s}.",
    "In case it matters, {s}.",
    "By the way, {s}.", "To be clear, {s}.", "And before you ask, {s}.",
)  # fmt: skip
_WHO = (
    "my sister", "a colleague", "my manager", "a friend of mine", "my neighbor", "my roommate",
    "my partner", "a client", "my cousin", "someone at work", "my brother", "a classmate",
    "my team lead", "an old friend", "my daughter", "my uncle", "the landlord", "my study group",
)  # fmt: skip
_WHEN = (
    "this morning", "over lunch", "yesterday", "last night", "on the phone", "earlier today",
    "at dinner", "the other day", "twice this week", "before I left work", "in passing",
)  # fmt: skip
_BY = (
    "by tonight", "before the weekend", "before lunch", "by the end of the day", "this afternoon",
    "before my next call", "by tomorrow", "before I leave the house", "within the hour",
    "by the end of the week",
)  # fmt: skip
_FOR = (
    "a short presentation", "a newsletter", "my notes", "a family meeting", "a small side project",
    "a class I teach", "an old spreadsheet", "a report", "a group chat", "a quiz night",
    "my own records", "a blog post", "a workshop", "a checklist", "a budget plan",
)  # fmt: skip
_FEELING = (
    "I'd rather ask than guess.", "I like to keep track of these things.",
    "It's surprisingly hard to find out on my own.", "I keep putting it off, so let's do it now.",
    "I tried doing it by hand and gave up halfway.", "I only have a few minutes.",
    "I'm on the road, so I can't easily look it up myself.", "It's been on my mind all day.",
    "It's the last thing on my list for today.", "I want to settle this once and for all.",
    "I'm curious how it turns out.", "It would save me a lot of time.",
    "I had it written down somewhere but can't find the note.", "I'm trying to get organized.",
    "I'm comparing a few options and this one is still missing.",
)  # fmt: skip
REASONS = (
    *(f"{who[0].upper()}{who[1:]} asked me about it {when}." for who in _WHO for when in _WHEN),
    *(f"I promised {who} I'd have it {by}." for who in _WHO for by in _BY),
    *(f"I need it for {what}." for what in _FOR),
    *(f"It's for {what} and I'd like to be done {by}." for what in _FOR for by in _BY),
    *(f"{who[0].upper()}{who[1:]} and I disagree about it." for who in _WHO),
    *_FEELING * 6,
)
LATER_REASONS = (
    "That should round things off nicely.", "I think that's the piece I was missing.",
    "That way I have everything in one place.", "I nearly forgot about that part.",
    "I'd like to see both before I decide.", "It belongs together with the rest, really.",
    "Then I can finally close this topic.", "I'll pass it all on in one go afterwards.",
    "That one matters most to me, to be honest.", "I just remembered that I need this as well.",
    "It should be quick, I think.", "After that I can start on the rest.",
    "My notes say that this comes next.", "I want to be thorough this time.",
    "I promised to send this along too.", "That would really help me decide.",
    "It's the only open point left for me.", "I was going to ask about that anyway.",
    "Someone just reminded me of it.", "Then I can tell the others how it looks.",
    "I have a feeling that this will be useful later.", "It's easier to do it now than tomorrow.",
    "I want to have that on record as well.", "That is what I actually came for.",
    *(f"{who[0].upper()}{who[1:]} will want to know that too." for who in _WHO),
    *(f"That part is for {what}." for what in _FOR),
    *(f"I'd like to have that {by}." for by in _BY),
)  # fmt: skip
CLOSERS = {
    "polite": ("Thank you!", "Many thanks in advance.", "Thanks so much.",
    "I appreciate your help.",
               "Thank you kindly.", "With thanks."),
    "chatty": ("Thanks a ton!", "Cheers!", "You're a lifesaver.", "Thanks heaps!",
    "Thanks a bunch!",
               "You rock."),
    "plain": ("Thanks.", "Thanks!", "Thank you.", "That would help."),
}  # fmt: skip
ASIDES = (
    "It's been one of those days.", "My coffee hasn't kicked in yet, so bear with me.",
    "I've got a million tabs open right now.", "The week is flying by, isn't it.",
    "I'm finally sitting down to do this.", "I'm multitasking a bit over here.",
    "Sorry if this is all over the place.", "I've been looking forward to getting this done.",
    "Long story, but here's what I need.", "I'm typing this on my phone, by the way.",
    "The kids are asleep, so now is my chance.", "It's raining here, so I might as well be useful.",
    "I woke up with a plan today.", "I promised myself I'd be organised this time.",
    "My desk is a mess, but my plan isn't.", "Everyone keeps asking me about this.",
    "I just got back from a run and I'm full of energy.", "Today is admin day for me.",
    "I finally have a quiet moment.", "We have guests coming over and I'm a little behind.",
)  # fmt: skip
