"""HDM05 cut clips: .amc with its actor's .asf at 120 fps, the class in the file name.

CC BY-SA 3.0, Mueller et al., CG-2007-2, Universitaet Bonn.  Names: HDM_bd_squat1Reps_003_120.amc.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import to_clip
from kinemind.corpora.wording import phrase_captions
from kinemind.errors import InputError

LICENCE = "CC BY-SA 3.0"
TEST_ACTOR = "tr"
_NAME = re.compile(r"HDM_([a-z]{2})_([A-Za-z0-9]+?)_(\d+)_(\d+)")
_COUNTED = re.compile(r"(\d+)(Reps|Steps|hops)", re.IGNORECASE)
_START = re.compile(r"([LR])(?:elbow)?(?:Hand)?Start", re.IGNORECASE)
_SIDES = {"L": "left", "R": "right"}
_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}

# class name up to its first number; S stands for L or R, {side} for the word
_CLASSES: dict[str, tuple[str, ...]] = {
    "cartwheel": ("does a cartwheel", "turns a cartwheel"),
    "clap": ("claps the hands", "claps"),
    "clapAboveHead": ("claps above the head", "claps the hands over the head"),
    "depositFloorS": ("puts something down on the floor with the {side} hand", "sets an object on the floor"),
    "depositHighS": ("puts something up high with the {side} hand", "sets an object on a high place"),
    "depositLowS": ("puts something down low with the {side} hand", "sets an object on a low place"),
    "depositMiddleS": ("puts something down with the {side} hand", "sets an object at hip height"),
    "elbowToKnee": ("touches a knee with the opposite elbow", "brings elbow and opposite knee together"),
    "grabFloorS": ("picks something up from the floor with the {side} hand", "grabs an object on the floor"),
    "grabHighS": ("grabs something high up with the {side} hand", "reaches up high with the {side} hand"),
    "grabLowS": ("grabs something low with the {side} hand", "reaches down with the {side} hand"),
    "grabMiddleS": ("grabs something with the {side} hand", "reaches forward with the {side} hand"),
    "hitSHandHead": ("hits the head with the {side} hand", "slaps the head with the {side} hand"),
    "hopBothLegs": ("hops on both legs", "hops with both feet together"),
    "hopSLeg": ("hops on the {side} leg", "hops on the {side} foot"),
    "jogSCircle": ("jogs in a circle to the {side}", "jogs around a circle, turning {side}"),
    "jogLeftCircle": ("jogs in a circle to the left", "jogs around a circle, turning left"),
    "jogRightCircle": ("jogs in a circle to the right", "jogs around a circle, turning right"),
    "jogOnPlaceStartAir": ("jogs on the spot", "jogs in place"),
    "jogOnPlaceStartFloor": ("jogs on the spot", "jogs in place"),
    "jumpDown": ("jumps down", "jumps down from something"),
    "jumpingJack": ("does a jumping jack", "does jumping jacks"),
    "kickSFront": ("kicks forward with the {side} leg", "kicks to the front with the {side} foot"),
    "kickSSide": ("kicks sideways with the {side} leg", "kicks to the side with the {side} foot"),
    "lieDownFloor": ("lies down on the floor", "goes from standing to lying on the floor"),
    "punchSFront": ("punches forward with the {side} hand", "throws a {side} punch to the front"),
    "punchSSide": ("punches sideways with the {side} hand", "throws a {side} punch to the side"),
    "rotateArmsBothBackward": ("rotates both arms backward", "circles both arms backward"),
    "rotateArmsBothForward": ("rotates both arms forward", "circles both arms forward"),
    "rotateArmsSBackward": ("rotates the {side} arm backward", "circles the {side} arm backward"),
    "rotateArmsSForward": ("rotates the {side} arm forward", "circles the {side} arm forward"),
    "runOnPlaceStartAir": ("runs on the spot", "runs in place"),
    "runOnPlaceStartFloor": ("runs on the spot", "runs in place"),
    "shuffle": ("shuffles sideways", "moves sideways with quick side steps"),
    "sitDownChair": ("sits down on a chair", "takes a seat on a chair"),
    "sitDownFloor": ("sits down on the floor", "sits down to the ground"),
    "sitDownKneelTieShoes": ("kneels down and ties the shoes", "kneels to tie a shoe"),
    "sitDownTable": ("sits down on a table", "takes a seat on a table"),
    "skier": ("moves arms and legs like a skier", "does the skier exercise"),
    "sneak": ("sneaks forward", "walks stealthily"),
    "squat": ("squats", "does a squat"),
    "staircaseDown": ("walks down stairs", "goes down a staircase"),
    "staircaseUp": ("walks up stairs", "goes up a staircase"),
    "standUpKneel": ("stands up from kneeling", "gets up from the knees"),
    "standUpLieFloor": ("stands up from lying on the floor", "gets up from the floor"),
    "standUpSitChair": ("stands up from a chair", "gets up from a chair"),
    "standUpSitFloor": ("stands up from sitting on the floor", "gets up from the floor"),
    "standUpSitTable": ("stands up from a table", "gets up from a table"),
    "throwBasketball": ("throws a basketball", "shoots a basketball"),
    "throwFarS": ("throws something far with the {side} hand", "throws an object far away"),
    "throwSittingHighS": ("throws something high while sitting", "sits and throws with the {side} hand"),
    "throwSittingLowS": ("throws something low while sitting", "sits and throws with the {side} hand"),
    "throwStandingHighS": ("throws something high with the {side} hand", "stands and throws upward"),
    "throwStandingLowS": ("throws something low with the {side} hand", "stands and throws downward"),
    "turnLeft": ("turns left", "turns to the left"),
    "turnRight": ("turns right", "turns to the right"),
    "walk": ("walks forward", "walks"),
    "walkBackwards": ("walks backward", "steps backward"),
    "walkLeft": ("walks sideways to the left", "steps to the left"),
    "walkLeftCircle": ("walks in a circle to the left", "walks around a circle, turning left"),
    "walkLeftCrossFront": ("walks to the left, crossing the feet", "steps left with crossing feet"),
    "walkOnPlace": ("walks on the spot", "walks in place"),
    "walkRight": ("walks sideways to the right", "steps to the right"),
    "walkRightCircle": ("walks in a circle to the right", "walks around a circle, turning right"),
    "walkRightCrossFront": ("walks to the right, crossing the feet", "steps right with crossing feet"),
}  # fmt: skip


def recordings(root: str) -> Recordings:
    folder = existing_folder(root)
    return Recordings("hdm05", files_below(folder, ".amc"), partial(_read, folder))


def phrases_of(label: str) -> tuple[str, tuple[str, ...], str | None]:
    """Content label, verb phrases and side of a class name such as kickLFront1Reps."""
    count = _COUNTED.search(label)
    start = _START.search(label)
    stem = label[: min(m.start() for m in (count, start) if m)] if count or start else label
    stem = stem.rstrip("0123456789")
    side = next((word for letter, word in _SIDES.items() if _with_side(stem, letter) in _CLASSES), None)
    if stem in _CLASSES:
        found = _CLASSES[stem]
        side = "left" if "Left" in stem else "right" if "Right" in stem else None
    elif side is not None:
        found = tuple(p.format(side=side) for p in _CLASSES[_with_side(stem, side[0].upper())])
    else:
        found = (f"does the motion {_kebab(stem).replace('-', ' ')}",)
    if count and count[2].lower() == "reps" and int(count[1]) > 1:
        found = tuple(f"{p} {_TIMES.get(int(count[1]), f'{count[1]} times')}" for p in found)
    return _kebab(stem), found, side


def _with_side(stem: str, letter: str) -> str:
    """The class name with its side letter replaced by S (the first capital that stands for a side)."""
    return re.sub(rf"(?<=[a-z]){letter}(?=[A-Z]|$)", "S", stem, count=1)


def _kebab(stem: str) -> str:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]", stem)
    return "-".join(_SIDES.get(word, word.lower()) for word in words)


def _read(folder: Path, key: str) -> list[Clip]:
    from kinemind.formats.asf_amc import read_amc

    name = _NAME.fullmatch(Path(key).stem)
    if name is None:
        raise InputError(f"{key} is not named like HDM_bd_squat1Reps_003_120.amc")
    actor, label, take, _ = name.groups()
    clip_id = f"hdm05/{actor}_{label}_{take}"
    content, phrases, side = phrases_of(label)
    motion = read_amc(folder / key)
    # a whole person is held out for the test; the others never enter it
    split = "test" if actor == TEST_ACTOR else "train" if split_by_hash(clip_id) != "val" else "val"
    clip = Clip(
        id=clip_id,
        motion=to_clip(motion),
        captions=phrase_captions(phrases, clip_id),
        split=split,
        source="hdm05",
        licence=LICENCE,
        content=content,
        side=side,
        actor=actor,
        source_file=key,
        source_fps=motion.fps,
    )
    return [clip]
