"""Verbs that tools are described with, and their plain form: `Retrieves` → `retrieve`."""

from __future__ import annotations

from functools import lru_cache

VERBS = frozenset(
    """
    accept access activate add adjust adopt aggregate allocate allow analyse analyze annotate
    append apply approve archive arrange ask assess assign attach audit authenticate authorize
    autocomplete backup bake balance block book broadcast browse build buy calculate call cancel
    capture cast categorize change charge check choose classify clean clear click clone close
    collect combine compare compile complete compose compress compute configure confirm connect
    construct consume contact convert cook copy correct count crawl create crop cut deactivate
    decline decode decrease decrement decrypt define delete deliver deploy describe design
    detect determine develop diagnose dim disable disconnect discover dismiss dispatch display
    divide download draft draw drop duplicate edit email empty enable encode encrypt end enrich
    enroll ensure enter erase establish estimate evaluate examine exchange execute expand
    explain explore export extend extract factor fetch file fill filter find finish fix flag
    flip follow forecast format forward freeze gather generate geocode get give grab grant greet
    group guess hash hide hire hold identify import improve increase increment index infer
    inform initialize initiate insert inspect install integrate interpret invert invite invoke
    issue join keep label launch lay leave lemmatize lend like link list load locate lock log
    look lookup lower make manage map mark match measure merge message minimize mirror mix
    modify monitor move multiply mute name navigate negotiate normalize notify obfuscate obtain
    offer open optimize order organize output overwrite paginate parse pause pay perform pick
    pin ping place plan play plot post predict prepare preview print process produce profile
    prolong protect prove provide publish pull purchase purge push put query queue quote raise
    randomize rank rate read rearrange rebook recognize recommend reconnect record recover
    redeem reduce refine refresh refund register reject release reload remind remove rename
    render renew reopen reorder repeat replace reply report request reschedule reserve reset
    resize resolve respond restart restore restrict resume retrieve retry return reverse review
    revoke roll rotate round route run sample sanitize save scan schedule score scrape search
    secure see select sell send separate serve set share shift shorten show shuffle shut sign
    simplify simulate skip snooze solve sort speak specify spell spin split stage standardize
    star start stop store stream submit subscribe subtract suggest sum summarize supply suspend
    swap switch sync synchronize synthesize tag take tell terminate test text toggle tokenize
    track trade train transcribe transfer transform translate trigger trim truncate turn type
    unblock uncompress undo unfollow unlock unmute unpin unsubscribe update upgrade upload use
    validate verify view visit visualize vote warm watch water wipe wish withdraw write zip
    """.split()
)
_IRREGULAR = {"does": "do", "has": "have", "is": "be", "goes": "go", "provides": "provide"}


@lru_cache(maxsize=20_000)
def plain_form(word: str) -> str | None:
    """The infinitive of a lower-case verb in the third person or `-ing` form; None if no verb."""
    if word in VERBS:
        return word
    if word.endswith("ies") and word[:-3] + "y" in VERBS:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2] in VERBS:
        return word[:-2]
    if word.endswith("s") and word[:-1] in VERBS:
        return word[:-1]
    if word.endswith("ing"):
        stem = word[:-3]
        for candidate in (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
            if candidate in VERBS:
                return candidate
    return None
