"""The user's words for a plan: written, checked, and found back by the solver."""

from __future__ import annotations

from dataclasses import replace

from digit_tc.prompts.briefs import call_brief, words_of_value
from digit_tc.prompts.parts import CallBrief, Refused
from digit_tc.prompts.write_request import WriteRequest
from digit_tc.records import PlannedCall, Translation
from digit_tc.synthesis.back_translation import back_translate
from digit_tc.synthesis.execute import UngroundedError, schema_at
from digit_tc.synthesis.grounding import ground, ground_things
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.planning import free_leaves, literal_arguments
from digit_tc.synthesis.talk import Talk
from digit_tc.synthesis.trial import GivenUpError, request_fault
from digit_tc.synthesis.whole import seed_of
from digit_tc.writers.grammar.things import Telling
from digit_tc.writers.grammar.writer import Written
from digit_tc.writers.model.history import past_words
from digit_tc.writers.model.role_asking import repeats_example, text_of


async def settled_request(talk: Talk, drafted: Drafted) -> tuple[Written, Translation | None]:
    """The first request that every check and the solver accept, with what the solver made of it;
    with `best_of` the best of several.

    Raises GivenUpError after `max_attempts`.
    """
    refused: tuple[Refused, ...] = ()
    memory = talk.grammar.memory()
    for attempt in talk.attempts:
        # What was said in a refused text was never said.
        talk.grammar.go_back(memory)
        text = await _text(talk, drafted, attempt, refused)
        if text is None:
            continue
        fault, written = _judged(talk, drafted, text)
        translation = None
        if fault is None and written is not None:
            translation = await back_translate(talk, drafted, written.text, attempt)
            if translation is None:
                return written, None
            if accepts(talk, translation):
                return await _best(talk, drafted, (written, translation), attempt, refused)
            fault = ("back-translation", translation.disagreement)
            if not translation.samples:
                # No reader was there; that says nothing against the words.
                talk.reject(*fault)
                continue
        if fault is not None:
            talk.reject(*fault)
            refused = (*refused, Refused(text=_words(text), reason=fault[1]))[-_MOST_REFUSED:]
    raise GivenUpError


async def _best(
    talk: Talk,
    drafted: Drafted,
    first: tuple[Written, Translation],
    attempt: int,
    refused: tuple[Refused, ...],
) -> tuple[Written, Translation]:
    """The candidate that the solver solves most often, the earliest of equals.

    What the checks or the solver refuse is no candidate and is not held against the conversation.
    Nothing more is asked for once every answer of the solver gave the plan.
    """
    best, rate = first, _solve_rate(first[1])
    more = talk.config.synthesis.best_of if talk.model_of("user") is not None else 1
    for sample in range(1, more):
        if rate == 1.0:
            break
        text = await _text(talk, drafted, attempt, refused, sample)
        fault, written = (None, None) if text is None else _judged(talk, drafted, text)
        if fault is not None or written is None:
            continue
        translation = await back_translate(talk, drafted, written.text, attempt)
        if translation is None or not accepts(talk, translation):
            continue
        if _solve_rate(translation) > rate:
            best, rate = (written, translation), _solve_rate(translation)
    return best


def _solve_rate(translation: Translation) -> float:
    return translation.solved / translation.samples if translation.samples else 0.0


_MOST_REFUSED = 2
"""More than the last refusals make a prompt long and a writer timid."""


def accepts(talk: Talk, translation: Translation) -> bool:
    """Whether enough answers of the solver gave the plan."""
    return translation.solved >= talk.config.synthesis.back_translation.needed


def request_prompt(talk: Talk, drafted: Drafted, refused: tuple[Refused, ...]) -> WriteRequest:
    """What the user-writer is told: the plan and the words so far, no distractors."""
    plan = drafted.plan
    return WriteRequest(
        today=talk.scenario.today.isoformat(),
        persona=talk.scenario.persona.description,
        manner=talk.scenario.persona.manner,
        history=past_words(talk.turns),
        explicit=tuple(_brief(talk, call) for call in plan.wanted if not call.hidden),
        hidden=tuple(_brief(talk, call) for call in plan.wanted if call.hidden),
        values=_values(talk, drafted),
        things=tuple(tell(talk, drafted).phrases),
        composite=talk.config.sample.hide == "composite",
        refused=refused,
    )


async def _text(
    talk: Talk, drafted: Drafted, attempt: int, refused: tuple[Refused, ...], sample: int = 0
) -> str | Written | None:
    plan = drafted.plan
    if talk.model_of("user") is None:
        return talk.grammar.request(
            plan.turn, plan.wanted, talk.tools, drafted.fields, drafted.fed, talk.choices
        )
    prompt = request_prompt(talk, drafted, refused)
    answer = await talk.ask(prompt, turn=plan.turn, attempt=attempt, sample=sample)
    return None if answer is None else text_of(answer, "request")


def tell(talk: Talk, drafted: Drafted) -> Telling:
    """The rows that a turn is about; the same words for them however often it is asked."""
    plan = drafted.plan
    seed = seed_of(talk.scenario.seed, plan.turn)
    return talk.grammar.tell(plan.turn, plan.wanted, drafted.fed, talk.choices, seed)


def _judged(
    talk: Talk, drafted: Drafted, text: str | Written
) -> tuple[tuple[str, str] | None, Written | None]:
    if isinstance(text, str) and repeats_example(text):
        return ("english", "This is the example of the instructions, not a user's request."), None
    try:
        written = _grounded(talk, drafted, text) if isinstance(text, str) else text
    except UngroundedError as problem:
        return ("grounded", str(problem)), None
    return request_fault(talk, drafted, written), written


def _grounded(talk: Talk, drafted: Drafted, text: str) -> Written:
    """A text with a source for every literal and every row that the plan takes."""
    told = tell(talk, drafted)
    found = ground(text, drafted, talk.turns, talk.system, talk.scenario, talk.tools)
    spans = ground_things(text, told, talk.scenario)
    talk.grammar.remember_things(told)
    return replace(found, picks=told.finish(spans))


def _words(text: str | Written) -> str:
    return text if isinstance(text, str) else text.text


def _brief(talk: Talk, call: PlannedCall) -> CallBrief:
    return call_brief(call.id, talk.tools[call.tool], literal_arguments(call))


def _values(talk: Talk, drafted: Drafted) -> tuple[str, ...]:
    """Each value once, the goal's first."""
    told: dict[str, None] = {}
    for call in sorted(drafted.plan.wanted, key=lambda one: one.hidden):
        parameters = talk.tools[call.tool].parameters
        for binding in free_leaves(call, drafted):
            schema = schema_at(parameters, binding.path)
            told[words_of_value(binding.path, binding.value.value, schema)] = None
    return tuple(told)
