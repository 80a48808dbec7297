"""Words of the new composites: sub-actions per content, their nouns, manners per style, subjects."""

from __future__ import annotations

from kinemind.augmentation.captions import mirror_caption

Phrase = tuple[str, str]
"""A sub-action in the third person and as a gerund."""

_LEFT: dict[str, tuple[Phrase, ...]] = {
    "wave-left-hand": (
        ("waves with the left hand", "waving with the left hand"),
        ("waves their left hand", "waving their left hand"),
        ("lifts the left arm and waves", "lifting the left arm and waving"),
        ("waves at somebody with their left arm", "waving at somebody with their left arm"),
        ("gives a wave with the left hand", "giving a wave with the left hand"),
    ),
    "raise-up-left-hand": (
        ("raises the left hand", "raising the left hand"),
        ("lifts their left arm up high", "lifting their left arm up high"),
        ("puts the left hand up in the air", "putting the left hand up in the air"),
        ("reaches up with their left hand", "reaching up with their left hand"),
        ("lifts the left hand", "lifting the left hand"),
    ),
    "kick-left-front": (
        ("kicks with the left leg", "kicking with the left leg"),
        ("kicks forward with their left foot", "kicking forward with their left foot"),
        ("does a front kick with the left leg", "doing a front kick with the left leg"),
        ("swings the left foot up in a kick", "swinging the left foot up in a kick"),
        ("kicks with the left foot", "kicking with the left foot"),
    ),
    "walk-turn-left": (
        ("turns left", "turning left"),
        ("turns to the left while walking", "turning to the left while walking"),
        ("makes a left turn", "making a left turn"),
        ("walks around a corner to the left", "walking around a corner to the left"),
        ("turns to the left", "turning to the left"),
    ),
    "jog-left-circle": (
        ("turns left", "turning left"),
        ("jogs in a curve to the left", "jogging in a curve to the left"),
        ("turns to the left while jogging", "turning to the left while jogging"),
    ),
}
_NO_SIDE: dict[str, tuple[Phrase, ...]] = {
    "walk": (
        ("walks forward", "walking forward"),
        ("walks ahead", "walking ahead"),
        ("takes some steps forward", "taking some steps forward"),
        ("walks straight ahead", "walking straight ahead"),
        ("walks", "walking"),
    ),
    "walk-back": (
        ("walks backwards", "walking backwards"),
        ("walks backward", "walking backward"),
        ("steps back", "stepping back"),
        ("backs up", "backing up"),
        ("steps backwards", "stepping backwards"),
        ("takes some steps back", "taking some steps back"),
        ("goes backwards", "going backwards"),
    ),
    "run": (
        ("runs", "running"),
        ("runs forward", "running forward"),
        ("runs straight ahead", "running straight ahead"),
    ),
    "dash": (("runs fast", "running fast"), ("sprints forward", "sprinting forward"), ("dashes", "dashing")),
    "wave-both-hands": (
        ("waves with both hands", "waving with both hands"),
        ("waves both arms", "waving both arms"),
        ("raises both hands and waves", "raising both hands and waving"),
    ),
    "raise-up-both-hands": (
        ("raises both hands", "raising both hands"),
        ("lifts both arms up high", "lifting both arms up high"),
        ("puts both hands up in the air", "putting both hands up in the air"),
    ),
    "bow": (
        ("bows", "bowing"),
        ("takes a bow", "taking a bow"),
        ("bows deeply", "bowing deeply"),
        ("bends forward in a bow", "bending forward in a bow"),
    ),
    "squat": (
        ("squats down and stands up again", "squatting down and standing up again"),
        ("does a squat", "doing a squat"),
        ("squats", "squatting"),
        ("squats down and gets up again", "squatting down and getting up again"),
        ("squats down and comes back up", "squatting down and coming back up"),
        ("goes down into a squat and gets up", "going down into a squat and getting up"),
    ),
    "lie-down": (
        ("lies down on the floor", "lying down on the floor"),
        ("lies down", "lying down"),
        ("lies down on the ground", "lying down on the ground"),
        ("goes from standing to lying on the floor", "going from standing to lying on the floor"),
    ),
    "rest": (
        ("stops", "stopping"),
        ("comes to a stop", "coming to a stop"),
        ("comes to a halt", "coming to a halt"),
        ("stands still", "standing still"),
        ("pauses for a moment", "pausing for a moment"),
    ),
    "slowing": (("slows down", "slowing down"),),
}
PHRASES: dict[str, tuple[Phrase, ...]] = {
    **_NO_SIDE,
    **_LEFT,
    **{
        content.replace("left", "right"): tuple((mirror_caption(a), mirror_caption(b)) for a, b in phrases)
        for content, phrases in _LEFT.items()
    },
}
"""Sub-actions per content label; the right ones are the mirrored left ones."""

MANNERS: dict[str, tuple[str, ...]] = {
    "active": ("with a lot of energy", "energetically"),
    "angry": ("angrily", "in an angry way"),
    "childish": ("like a child", "in a childish way"),
    "elderly": ("like an old person", "slowly, like an elderly person"),
    "old": ("like an old person",),
    "exhausted": ("as if exhausted", "looking exhausted"),
    "tired": ("tiredly", "as if tired"),
    "feminine": ("in a feminine way", "in a ladylike way"),
    "masculine": ("in a masculine way", "in a manly way"),
    "masculinity": ("in a masculine way",),
    "happy": ("happily", "in a happy mood"),
    "sad": ("sadly", "in a sad way"),
    "proud": ("proudly",),
    "not-confident": ("timidly", "without confidence"),
    "youthful": ("like a young person", "in a youthful way"),
    "giant": ("like a giant",),
    "chimpira": ("like a thug",),
    "musical": ("like an actor in a musical",),
}
LEFT_NOUNS: dict[str, tuple[str, ...]] = {
    "wave-left-hand": ("a wave with the left hand",),
    "kick-left-front": ("a kick with the left leg", "a front kick with the left leg"),
    "walk-turn-left": ("a left turn", "a turn to the left"),
}
NOUNS: dict[str, tuple[str, ...]] = {
    "bow": ("a bow", "a bow", "a deep bow"),
    "squat": ("a squat",),
    "wave-both-hands": ("a wave with both hands",),
    "run": ("a short run",),
    "walk": ("a short walk",),
    **LEFT_NOUNS,
    **{
        content.replace("left", "right"): tuple(mirror_caption(text) for text in texts)
        for content, texts in LEFT_NOUNS.items()
    },
}
"""What a sub-action is called where the caption names it: "after a bow"."""
ONWARD: dict[tuple[str, str], tuple[str, ...]] = {
    ("walk", "run"): ("starts to run", "breaks into a run", "starts running", "begins to run", "runs"),
    ("run", "walk"): ("slows down to a walk", "walks", "slows down and walks on"),
    ("turn", "walk"): ("walks on", "keeps walking", "continues walking", "goes on walking", "walks forward"),
    ("turn", "walk again"): (
        "walks on",
        "walks on",
        "keeps walking",
        "walks forward again",
        "continues to walk",
    ),
    ("still", "walk again"): ("walks on", "starts walking again", "walks forward again", "continues walking"),
    ("still", "walk"): ("starts to walk", "walks away", "walks forward", "starts walking"),
}
"""How a walk or run is told by what it follows; "walk again" where there was one before."""
AGAIN = ("again", "again", "once more", "a second time")
SUBJECTS = (
    "a person", "a person", "someone", "the person", "a figure", "an individual", "a human", "the figure",
    "this person",
)  # fmt: skip
"""Those that are "they"."""
GENDERED = (
    ("a man", "he", "his"), ("the man", "he", "his"), ("a woman", "she", "her"), ("the woman", "she", "her"),
    ("he", "he", "his"), ("she", "she", "her"),
)  # fmt: skip
"""Subject, pronoun and possessive."""
