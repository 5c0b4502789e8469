"""Openers, small talk and connections: what makes a request sound like somebody."""

from __future__ import annotations

FIRST = {
    "plain": (
        "I need you to {g}.", "Can you {g}?", "Please {g}.", "Could you {g}?", "I'd like you to {g}.",
        "Help me out here: {g}.", "Can you please {g}?", "{g}, please.", "I want you to {g}.",
        "Would you {g}?", "{g}.", "First thing today: {g}.",
    ),
    "terse": ("{g}.", "{g}", "need you to {g}", "please {g}", "can you {g}"),
    "polite": (
        "Hello, could you please {g}?", "Good morning, would you mind helping me? I'd like you to {g}.",
        "Hi, I'd be grateful if you could {g}.", "Hello there, would you please {g}?",
        "Good afternoon, could you kindly {g}?", "Hi, may I ask you to {g}?",
        "If it's not too much trouble, please {g}.", "Hello, I was hoping you could {g}.",
    ),
    "chatty": (
        "Hey! Could you {g}?", "Hi there, quick favour: {g}.", "Hey, can you do me a favour and {g}?",
        "So I was wondering if you could {g}.", "Okay so, I need someone to {g}.",
        "Hey, hope your day is going well. Can you {g}?", "Right, so could you {g}?",
        "Hi! I could really use a hand. Can you {g}?",
    ),
    "typos": ("can you {g}", "hey can you {g}?", "pls {g}", "hi could you {g}", "need to {g} asap"),
}  # fmt: skip
LATER = {
    "plain": (
        "Now {g}.", "Next, {g}.", "Thanks. Now please {g}.", "Okay, can you {g}?", "Then {g}.",
        "Good. Could you also {g}?", "One more thing: {g}.", "Could you {g} as well?", "{g} too.",
        "Thanks. After that, {g}.", "Alright, please {g}.", "Also, can you {g}?",
        "While you're at it, {g}.", "Next up, {g}, please.",
    ),
    "terse": ("now {g}", "next: {g}", "ok, {g}", "also {g}", "{g}", "then {g}", "thanks, now {g}"),
    "polite": (
        "Thank you very much. Could you please {g}?", "Wonderful, thank you. Would you also {g}?",
        "Many thanks. I'd also like you to {g}.", "That's very helpful. Could you now {g}, please?",
        "Thank you. If you don't mind, please {g}.", "Perfect, thank you. May I also ask you to {g}?",
        "I appreciate it. Next, could you {g}?",
    ),
    "chatty": (
        "Awesome, thanks! Now could you {g}?", "Oh nice. Can you {g} too?",
        "Great, that was quick! Next thing: {g}.", "Brilliant. While I have you, can you {g}?",
        "Love it. Okay, now {g}.", "Ha, perfect. Could you also {g}?",
        "Super helpful, thanks! Would you {g} as well?", "Cool cool. Now let's {g}.",
    ),
    "typos": ("thx, now {g}", "ok great, can you {g}", "and {g} pls", "cool, also {g}", "nice, now {g}"),
}  # fmt: skip
THEN = (
    "Then {g}.", "After that, {g}.", "Once that's done, {g}.", "And then {g}.", "From there, {g}.",
    "When you have it, {g}.", "Afterwards, please {g}.",
)  # fmt: skip
ALSO = (
    "Also {g}.", "And {g}.", "On top of that, {g}.", "At the same time, {g}.", "Besides that, {g}.",
    "I'd also like you to {g}.", "And could you {g} as well?", "Separately, {g}.",
)  # fmt: skip
SAME = ("Do the same for {g}.", "And the same again for {g}.", "Then do that for {g} too.",
        "I need the same for {g}.", "Same thing for {g}, please.")  # fmt: skip
CONTEXT = (
    "{s}.", "For context, {s}.", "In case you need it, {s}.", "You'll probably need this: {s}.",
    "Just so you know, {s}.", "To go on, {s}.", "If it helps, {s}.", "As for the details, {s}.",
)  # fmt: skip
REASONS = (
    "I'm putting together some notes for tomorrow and want to get this right.",
    "It's for something I promised a friend I'd sort out this week.",
    "I've been meaning to do this for a while now.",
    "My sister asked me about it over dinner and I had no idea.",
    "I'd rather get it out of the way before the weekend.",
    "I'm comparing a few options and this one is still missing.",
    "We talked about it at work and nobody knew the answer.",
    "I'm trying to get organised for the coming month.",
    "There's a small bet going on about this at the office.",
    "I need it for a short presentation later today.",
    "I'm helping my parents with this, and they like to know exactly.",
    "It would save me a lot of time this afternoon.",
    "I keep putting it off, so let's just do it now.",
    "A colleague is waiting for my reply on this.",
    "I'm curious how it turns out.",
    "I want to have it ready before I leave the house.",
    "It's the last thing on my list for today.",
    "I'm planning ahead a little and this is the first step.",
    "I had it written down somewhere but can't find the note.",
    "My neighbour recommended that I look into this.",
    "I'm updating an old spreadsheet and this part is out of date.",
    "It came up in a conversation and now I want to know.",
    "I'd like to double-check before I tell anyone else.",
    "We're deciding on this as a family tonight.",
    "I'm writing a short summary for my team.",
    "I only have a few minutes before my next call.",
    "It's for a project that I picked up again recently.",
    "I'm on the road, so I can't easily look it up myself.",
    "My manager wants an answer before lunch.",
    "I tried doing it by hand and gave up halfway.",
    "It's been on my mind since this morning.",
    "I want to be sure that nothing was forgotten.",
    "I'm preparing for a meeting and this would round it off.",
    "A friend is visiting soon and I want everything in place.",
    "I'm tidying up loose ends before my holiday.",
    "I'm teaching a class on this and need a fresh example.",
    "I said I'd have this done by tonight.",
    "It doesn't have to be perfect, I just need a starting point.",
    "I like to keep track of these things.",
    "I'm new to this, so I'd rather ask than guess.",
    "It's for a newsletter that goes out this evening.",
    "I've got someone on the phone who wants to know.",
    "I'm working through my to-do list and this is next.",
    "My roommate and I disagree about it.",
    "It's surprisingly hard to find out on my own.",
    "I'd like to settle this once and for all.",
    "I need it sorted before the end of the day.",
    "It's part of a bigger plan I'm working on.",
)  # fmt: skip
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
)  # fmt: skip
CLOSERS = {
    "polite": ("Thank you!", "Many thanks in advance.", "Thanks so much.", "I appreciate your help."),
    "chatty": ("Thanks a ton!", "Cheers!", "You're a lifesaver.", "Thanks heaps!"),
    "plain": ("Thanks.", "Thanks!"),
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
