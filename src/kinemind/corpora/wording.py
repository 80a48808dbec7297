"""Captions from labels: verb phrases for contents, adverbials for styles, subjects in turn."""

from __future__ import annotations

from hashlib import sha256

from kinemind.corpora.clip import Caption

SUBJECTS = ("a person", "someone", "the person", "a figure", "an individual")

PHRASES: dict[str, tuple[str, ...]] = {
    "bow": ("bows", "takes a bow", "bends forward in a bow and straightens up again"),
    "bye": ("waves goodbye", "says goodbye with a wave of the hand", "waves a hand in farewell"),
    "byebye": ("waves goodbye with big movements", "waves bye-bye", "waves farewell again and again"),
    "call": ("beckons with one hand", "calls someone over with a gesture", "gestures to come closer"),
    "climb": ("climbs", "climbs up with hands and feet", "climbs on something"),
    "dance": ("dances", "performs a dance", "moves in a dance"),
    "dance-long": ("dances for a while", "performs a long dance", "dances"),
    "dance-short": ("does a short dance", "dances for a moment", "performs a short dance"),
    "dash": ("dashes forward", "sprints ahead", "runs forward as fast as possible"),
    "guide": ("points the way with one hand", "shows the way with an arm", "guides someone with a gesture"),
    "kick": ("kicks", "gives a kick", "kicks with one leg"),
    "punch": ("punches", "throws a punch", "strikes with the fist"),
    "respond": ("responds with a gesture", "reacts with a gesture", "answers with a movement of the body"),
    "run": ("runs", "runs forward", "is running"),
    "slash": ("slashes", "swings an arm as if slashing", "makes a cutting swing"),
    "walk": ("walks", "walks forward", "is walking"),
    "walk-back": ("walks backward", "steps backward", "backs up"),
    "walk-left": ("walks sideways to the left", "steps to the left", "moves left"),
    "walk-right": ("walks sideways to the right", "steps to the right", "moves right"),
    "walk-turn-left": (
        "walks and turns left",
        "walks forward, then turns to the left",
        "turns left on the way",
    ),
    "walk-turn-right": (
        "walks and turns right",
        "walks forward, then turns to the right",
        "turns right on the way",
    ),
    "raise-up-left-hand": ("raises the left hand", "lifts the left hand up high", "puts the left hand up"),
    "raise-up-right-hand": (
        "raises the right hand",
        "lifts the right hand up high",
        "puts the right hand up",
    ),
    "raise-up-both-hands": ("raises both hands", "lifts both hands up high", "puts both hands up"),
    "wave-left-hand": ("waves the left hand", "waves with the left hand", "lifts the left hand and waves"),
    "wave-right-hand": (
        "waves the right hand",
        "waves with the right hand",
        "lifts the right hand and waves",
    ),
    "wave-both-hands": ("waves both hands", "waves with both hands", "lifts both hands and waves"),
}

MANNERS: dict[str, tuple[str, ...]] = {
    "normal": ("",),
    "active": ("with a lot of energy", "in a lively manner", "energetically"),
    "angry": ("angrily", "in an angry way", "with anger"),
    "childish": ("like a child", "in a childish way", "playfully like a child"),
    "chimpira": ("with the swagger of a street thug", "in a cocky way", "like a street punk"),
    "elderly": ("like an old person", "slowly, as an elderly person does", "with the care of old age"),
    "exhausted": ("exhausted", "as if worn out", "with no strength left"),
    "feminine": ("in a feminine way", "gracefully", "in a ladylike manner"),
    "giant": ("like a heavy giant", "with huge and heavy movements", "as a lumbering giant"),
    "happy": ("happily", "in a happy mood", "with joy"),
    "masculine": ("in a masculine way", "with a broad posture", "in a manly manner"),
    "musical": ("like an actor in a musical", "theatrically", "as if on a stage"),
    "not-confident": ("without confidence", "timidly", "in an unsure way"),
    "proud": ("proudly", "with pride", "in a proud manner"),
    "sad": ("sadly", "in a sad mood", "with sadness"),
    "tired": ("tiredly", "as if tired", "in a weary way"),
    "youthful": ("in a youthful way", "with youthful ease", "lightly, like a young person"),
}
MANNERS["old"], MANNERS["masculinity"] = MANNERS["elderly"], MANNERS["masculine"]


def label_captions(content: str, style: str | None, key: str, count: int = 3) -> tuple[Caption, ...]:
    """Captions for labels, varied by `key` and the same at every import."""
    phrases = PHRASES.get(content) or (f"does the motion {content.replace('-', ' ')}",)
    return phrase_captions(phrases, key, MANNERS.get(style or "normal", (f"in a {style} style",)), count)


def phrase_captions(
    phrases: tuple[str, ...], key: str, manners: tuple[str, ...] = ("",), count: int = 3
) -> tuple[Caption, ...]:
    """Sentences "subject phrase manner.", each phrase in turn from one chosen by `key`."""
    first = int.from_bytes(sha256(key.encode()).digest()[:4], "big")
    texts: list[str] = []
    for turn in range(first, first + count):
        subject, phrase = SUBJECTS[turn % len(SUBJECTS)], phrases[turn % len(phrases)]
        manner = manners[turn % len(manners)]
        texts.append(" ".join(part for part in (subject, phrase, manner) if part) + ".")
    return tuple(Caption(text, "template") for text in dict.fromkeys(texts))


def side_of(content: str) -> str | None:
    """left, right or both where the label names it."""
    words = content.split("-")
    return next((side for side in ("left", "right", "both") if side in words), None)
