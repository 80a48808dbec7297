"""Where captions of motions need another lemma than simplemma's dictionary gives.

Found by running it over the benchmark's captions, the KIT captions beside it and the inflected forms of some
250 verbs of motion.  Two kinds: words that HumanML3D's lists (spaCy lemmas of nouns and verbs only) keep as
they are, and forms that the dictionary has under a wrong lemma or takes for nouns.
"""

from __future__ import annotations

AUXILIARIES = "am is are was were be been being"
PRONOUNS = "i me we us they them he him she her it an these those"
# "left" is a side far more often than the past of "leave", and HumanML3D excepts it by name
SIDES = "left right"
COMPARED = """
    better best worse worst more most less least further farther farthest higher highest lower lowest faster
    fastest slower slowest larger largest smaller smallest wider widest greater greatest bigger biggest later
    latest closer closest nearer nearest longer longest shorter shortest quicker harder lighter
"""
# participles that describe somebody or something
ADJECTIVES = """
    annoyed balanced bored complicated concentrated confused dejected depressed dignified disoriented drunk
    exaggerated excited exhausted injured intimidating intoxicated irritated outstretched paralyzed relaxed
    repeated scared tired unbalanced withdrawn
"""
UNITS = "cm m hight"

KEPT = frozenset(" ".join((AUXILIARIES, PRONOUNS, SIDES, COMPARED, ADJECTIVES, UNITS)).split())
"""Words that stay as they are."""

MENDED = {
    "acting": "act",
    "backing": "back",
    "beating": "beat",
    "beginning": "begin",
    "bent": "bend",
    "closing": "close",
    "crosses": "cross",
    "crossing": "cross",
    "cupping": "cup",
    "cutting": "cut",
    "dove": "dive",
    "drawing": "draw",
    "ending": "end",
    "feeding": "feed",
    "feeling": "feel",
    "felt": "feel",
    "fixed": "fix",
    "fixes": "fix",
    "fixing": "fix",
    "folding": "fold",
    "following": "follow",
    "greeting": "greet",
    "guarded": "guard",
    "guarding": "guard",
    "hanging": "hang",
    "mixed": "mix",
    "mixes": "mix",
    "mixing": "mix",
    "playing": "play",
    "rose": "rise",
    "serving": "serve",
    "setting": "set",
    "shook": "shake",
    "singing": "sing",
    "sitting": "sit",
    "swinging": "swing",
    "thinking": "think",
    "wound": "wind",
    "wrestling": "wrestle",
    "writing": "write",
}
"""Form to lemma, in place of the dictionary's."""
