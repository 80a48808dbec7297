"""Do plans name what the caption asks for, in its order, and does the motion do what its plan says?

Gold are the recipes of composites: one sub-action a part, known from the labels of the parts' clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from kinemind import compose
from kinemind.corpora import Composite, Corpus
from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.labels import action_of_content, labels_for
from kinemind.errors import InputError
from kinemind.generation import PLAN_DRAFTS, Model
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phases import Phase
from kinemind.language.plan import PlanStep, parse_plan, to_steps
from kinemind.motion import Step
from kinemind.progress import progress

SHOWN = 0.3
"""Seconds that a phase must share with the step that announced it (half of a shorter step)."""
SIDED = ("raise", "wave", "kick")
BATCH = 50
"""Captions generated together."""


@dataclass(frozen=True)
class Asked:
    """A sub-action that was asked for: "" where a side or direction does not matter."""

    action: str
    side: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Outcome:
    """One plan and its motion: whether the number of steps is right, whether they are the right ones in the
    right order, and for every step with a measurable action whether the motion shows it in its time."""

    number: bool
    right: bool
    shown: tuple[bool, ...]


def evaluate_plans(
    model: Model,
    corpus: Corpus,
    split: str,
    seed: int = 0,
    limit: int | None = None,
    plan_drafts: int = PLAN_DRAFTS,
) -> dict[str, dict[str, dict[str, float]]]:
    """Rows generated, ground_truth (the recipes' own words, times and motions) and random (the plan and
    motion made for another composite's caption), over all captions of a split's composites.  `plan_drafts`
    as in `Model.generate_many`: 0 takes the policy's first plan as it comes.

    Metrics: `number`, `right` (shares of plans), `steps_shown` (share of measurable steps) and `plans_shown`
    (share of plans all of whose measurable steps are shown), each with `mean` and `ci95` (normal), plus
    `<metric>_<n>` for plans of n steps.  Raises InputError where the split has no composites.
    """
    found = [(c, asked) for c in corpus.composites(split) if (asked := asked_of(c, corpus)) is not None]
    cases = [(c, asked, text) for c, asked in found for text in c.captions][:limit]
    if not cases:
        raise InputError(f"the corpus {corpus.name} has no composites of known actions in its {split} split")
    with progress("plans") as report:
        plans, steps, phases = [], [], []
        for first in range(0, len(cases), BATCH):
            texts = [text for *_, text in cases[first : first + BATCH]]
            takes = model.generate_many(texts, [seed] * len(texts), plan_drafts=plan_drafts)
            for take in takes:
                plans.append(parse_plan(take.reasoning))
                steps.append(to_steps(plans[-1], take.motion.seconds))
                phases.append(measure(take.motion).phases)
            report(len(plans), len(cases))
    asked_for = [asked for _, asked, _ in cases]
    rows = {"generated": [judged(*one) for one in zip(plans, asked_for, steps, phases, strict=True)]}
    rows["ground_truth"] = _ground_truth(corpus, found)
    away = len(cases) // 2
    turned = asked_for[away:] + asked_for[:away]
    elsewhere = phases[away:] + phases[:away]
    rows["random"] = [judged(*one) for one in zip(plans, turned, steps, elsewhere, strict=True)]
    sizes = {"ground_truth": [len(asked) for _, asked in found]}
    usual = [len(asked) for asked in asked_for]
    return {name: _figures(row, sizes.get(name, usual)) for name, row in rows.items()}


def asked_of(composite: Composite, corpus: Corpus) -> tuple[Asked, ...] | None:
    """The sub-actions of a recipe; None where a part's content is not known."""
    names = [action_of_content(corpus.clip(part.clip).content or "") for part in composite.parts]
    known = [Asked(*name) for name in names if name is not None]
    return tuple(known) if len(known) == len(names) else None


def names(text: str, asked: Asked) -> bool:
    """Whether a step's words name the sub-action.

    The side counts for raised and waving hands and kicks, the direction for turns: captions always name
    them.  They may leave open which hand puts something down or how straight a walk is.
    """
    return any(
        (sub.action == asked.action or {sub.action, asked.action} == {"hop", "jump"})
        and (asked.action not in SIDED or sub.side == asked.side)
        and (asked.action != "turn" or sub.direction == asked.direction)
        for sub in decompose(text)
    )


def labels_of(text: str) -> tuple[str, ...]:
    """The phase labels that can show what a step's words say; () where joints cannot tell."""
    first = decompose(text)[0]
    return labels_for(first.action, first.side, first.direction)


def shown(step: Step, labels: Sequence[str], phases: Sequence[Phase]) -> bool:
    """Whether one of the labels is seen for long enough while the step lasts."""
    needed = min(SHOWN, 0.5 * (step.end - step.start))
    return any(
        phase.label in labels and min(phase.end, step.end) - max(phase.start, step.start) >= needed - 1e-9
        for phase in phases
    )


def judged(
    plan: Sequence[PlanStep], asked: Sequence[Asked], steps: Sequence[Step], phases: Sequence[Phase]
) -> Outcome:
    """A plan against what was asked, and the motion's phases against the plan's steps."""
    number = len(plan) == len(asked)
    right = number and all(names(step.text, one) for step, one in zip(plan, asked, strict=True))
    seen = [shown(step, labels, phases) for step in steps if (labels := labels_of(step.text))]
    return Outcome(number, right, tuple(seen))


def _ground_truth(corpus: Corpus, found: Sequence[tuple[Composite, Sequence[Asked]]]) -> list[Outcome]:
    by_id = {clip.id: clip for clip in corpus.clips(found[0][0].split)}
    outcomes = []
    for recipe, asked in found:
        motion = compose.composite(recipe, by_id)
        plan = [PlanStep(p.text, duration=(p.end - p.start) / motion.fps) for p in recipe.parts]
        steps = to_steps(plan, motion.seconds)
        outcomes.append(judged(plan, asked, steps, measure(motion).phases))
    return outcomes


def _figures(outcomes: Sequence[Outcome], sizes: Sequence[int]) -> dict[str, dict[str, float]]:
    def metrics(chosen: Sequence[Outcome], ending: str) -> dict[str, dict[str, float]]:
        tested = [o for o in chosen if o.shown]
        return {
            f"number{ending}": _share([o.number for o in chosen]),
            f"right{ending}": _share([o.right for o in chosen]),
            f"steps_shown{ending}": _share([one for o in chosen for one in o.shown]),
            f"plans_shown{ending}": _share([all(o.shown) for o in tested]),
        }

    found = metrics(outcomes, "")
    for size in sorted(set(sizes)):
        found |= metrics([o for o, n in zip(outcomes, sizes, strict=True) if n == size], f"_{size}")
    return found


def _share(flags: Sequence[bool]) -> dict[str, float]:
    mean = sum(flags) / len(flags) if flags else float("nan")
    return {"mean": mean, "ci95": 1.96 * sqrt(mean * (1 - mean) / len(flags)) if flags else float("nan")}
