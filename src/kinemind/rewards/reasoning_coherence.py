"""MoRL's coherence reward: whether the reasoning, the answer and the motion say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Trace
from kinemind.cot.verify.claims import Claim, claims
from kinemind.cot.verify.conciseness import judge_conciseness
from kinemind.cot.verify.consistency import judge_consistency
from kinemind.cot.verify.evidence import evidence
from kinemind.cot.verify.grounding import judge_grounding
from kinemind.cot.verify.matching import align, clash, same_action
from kinemind.cot.verify.numbers import Range
from kinemind.cot.verify.quantities import judge_quantities
from kinemind.cot.verify.reading import Reading, known, read
from kinemind.cot.verify.relevance import Told, asked_of, differences, told_actions
from kinemind.cot.verify.sequence import judge_sequence
from kinemind.cot.verify.timeline import Timeline, timeline
from kinemind.encoders.entailment import OFFLINE
from kinemind.encoders.entailment.claims import findings
from kinemind.kinematics.facts import Facts, measure
from kinemind.motion import Motion
from kinemind.rewards.rollouts import Rollouts

Worth = Literal["holds", "silent", "unseen", "wrong"]
"""What becomes of a claim: it holds; nothing is said of it; joints cannot tell; it is refuted."""

COST = 3.0
"""Claims that one refuted claim weighs as much as."""
UNSEEN = 0.3
"""What a claim is worth that joints cannot tell (a dance, a call): more than a refuted one, and so little
that reasoning does not get vague to be safe."""
LENGTH, LENGTH_SHARE = 0.25, 0.08
"""Seconds (or share of the motion) by which the told length may be off; motion comes in steps of 0.2 s."""
_OUT_OF_RANGE = Range(1e4, 1e4)


def reasoning_coherence(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """0 (nothing holds) to 1 (all that the reasoning says agrees); 0 for an answer that cannot be read.

    With an NLI model: the probability that the reasoning entails the answer (m2t), MoRL's R_coh
    (arXiv 2602.14534), or the caption that asked for the motion (t2m).

    Offline, by rules: `agreement` of the reasoning with the answer (m2t) or the caption (t2m) and with what
    is measured on the motion that was described (m2t) or written (t2m).  Reasoning that names no action the
    rules know gets 0, as the empty one does.
    """
    scores = np.zeros(len(rollouts), np.float64)
    rows = [row for row, answer in enumerate(rollouts.answers) if answer.ok and answer.reasoning.strip()]
    if not rows:
        return scores
    reasonings = [rollouts.answers[row].reasoning for row in rows]
    generates = rollouts.task == "t2m"
    texts = [rollouts.captions[row] if generates else rollouts.answers[row].answer for row in rows]
    judge = rollouts.judges.entailment
    if judge.name != OFFLINE:
        scores[rows] = judge.probability(reasonings, texts)
        return scores
    motions = rollouts.motions if generates else rollouts.true_motions
    facts = _measured(motions[row] for row in rows)
    for row, reasoning, text in zip(rows, reasonings, texts, strict=True):
        scores[row] = agreement(reasoning, text, facts.get(id(motions[row])))
    return scores


def agreement(reasoning: str, text: str, facts: Facts | None) -> float:
    """How many of a reasoning's claims hold, 0..1: the mean of its share against a text and its share against
    the facts; the former alone where there are none.

    A share is h / (h + s + 3 w).  Against the text, h claims of the text are told, s are left out and w are
    contradicted (side, way, count, angle, order), added to it without the motion showing them, or padding.
    Against the facts, h actions, numbers and lengths are measured so, s are not found (or no length is told),
    and w are refuted, or refute one another; what joints cannot tell counts 0.3 of a claim that holds.  Takes
    any text in bounded time, some 2 ms for a usual one, and never raises for what it says.

    >>> agreement("1. The person waves the left hand.", "a person waves the left hand", None)
    1.0
    >>> agreement("1. The person waves the left hand.", "a person waves the right hand", None)
    0.0
    >>> agreement("This is a motion.", "a person waves the right hand", None)
    0.0
    """
    trace = Trace(reasoning, ())
    reading = read(trace)
    told = told_actions(reading)
    if not known(tuple(t.action for t in told)):
        return 0.0
    said = claims(reading)
    subject = Subject("", "t2m", text, 0.0, facts=facts)
    found = _Reasoned(trace, reading, tuple(told), said, timeline(reading, said))
    against_text = _share(_against_text(found, subject))
    if facts is None:
        return against_text
    return (against_text + _share(_against_facts(found, facts))) / 2


@dataclass(frozen=True, eq=False)
class _Reasoned:
    """A reasoning as the rules read it."""

    trace: Trace
    reading: Reading
    told: tuple[Told, ...]
    claims: tuple[Claim, ...]
    times: Timeline


def _share(worths: Iterable[Worth]) -> float:
    count = Counter(worths)
    judged = count["holds"] + count["silent"] + count["unseen"] + COST * count["wrong"]
    return (count["holds"] + UNSEEN * count["unseen"]) / judged if judged else 0.0


def _against_text(found: _Reasoned, subject: Subject) -> Iterator[Worth]:
    """The claims of the text, then what the reasoning says against it or beyond it."""
    asked = asked_of(subject.caption)
    stated = Counter(findings(found.trace.reasoning, subject.caption))
    for _ in range(stated["stated"]):
        yield "holds"
    for _ in range(stated["missing"]):
        yield "silent"
    # what is left out counts as silence above, so that only the rest is held against the reasoning
    aligned = align(asked, [t.action for t in found.told])
    spare = [found.told[j].action for j in aligned.added]
    left_out = {i for i in aligned.missing if not any(same_action(asked[i], other) for other in spare)}
    rest = [action for i, action in enumerate(asked) if i not in left_out]
    apart = len(list(differences(rest, found.told, found.reading, subject, "the text")))
    remarks = [claim for claim in found.claims if claim.kind == "action" and claim.step == 0]
    apart += sum(_clashes(claim, asked) for claim in remarks)
    alike = Counter((action.action, action.side) for action in asked).most_common(1)
    repeats = alike[0][1] if alike else 1
    padding = list(judge_conciseness(found.trace.reasoning, found.reading, len(asked), repeats))
    for _ in range(max(stated["contradicted"], apart) + len(padding)):
        yield "wrong"


def _clashes(claim: Claim, asked: Sequence[SubAction]) -> bool:
    """Whether a remark names another side or way than the text does for the same action."""
    assert isinstance(claim.value, SubAction)
    alike = [action for action in asked if action.action == claim.value.action]
    return bool(alike) and all(clash(action, claim.value) for action in alike)


def _against_facts(found: _Reasoned, facts: Facts) -> Iterator[Worth]:
    """The told actions, numbers and length, then what the facts or other parts of the reasoning refute."""
    # without a caption: numbers that the answer or the prompt says count only if the motion has them
    subject = Subject("", "t2m", "", 0.0, facts=facts)
    for t in found.told:
        if not labels_for(t.action.action, t.action.side, t.action.direction):
            yield "unseen"
        else:
            yield "holds" if evidence(t.action, facts.phases).shown else "silent"
    # said again, a number is worth nothing more
    numbers = {(c.kind, c.unit, c.value): c for c in found.claims if isinstance(c.value, Range)}
    for claim in numbers.values():
        if _measured_so(claim, found, facts):
            yield "holds"
    if (length := _length(found)) is None:
        yield "silent"
    else:
        slack = max(LENGTH, LENGTH_SHARE * facts.seconds)
        yield "holds" if length.miss(facts.seconds) <= slack else "wrong"
    refuted = (
        *judge_grounding(subject, found.reading, found.told, found.claims, found.times),
        *judge_consistency(subject, found.trace, found.reading, found.claims, found.times),
        *judge_sequence(found.told, found.reading),
    )
    for _ in refuted:
        yield "wrong"


def _measured_so(claim: Claim, found: _Reasoned, facts: Facts) -> bool:
    """Whether a number is measured, and measured as claimed: an impossible one in its place is refuted."""
    absurd = replace(claim, value=_OUT_OF_RANGE)
    refuted = [list(judge_quantities(facts, found.told, [c], found.times, "")) for c in (claim, absurd)]
    return not refuted[0] and bool(refuted[1])


def _length(found: _Reasoned) -> Range | None:
    """The told length of the whole in seconds: as stated, else as the sum of its steps."""
    if total := next((claim for claim in found.claims if claim.kind == "total"), None):
        return total.range
    summed = found.times.total
    return None if summed is None else Range(summed, summed)


def _measured(motions: Iterable[Motion | None]) -> dict[int, Facts]:
    """The facts by the motion's identity: answers to one prompt share theirs."""
    distinct = {id(motion): motion for motion in motions if motion is not None}
    return {key: measure(motion) for key, motion in distinct.items()}
