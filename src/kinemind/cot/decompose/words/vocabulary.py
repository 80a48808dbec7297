"""The words that captions are read by beside verbs and nouns of movement: people, body, ways, connectives."""

from __future__ import annotations

from kinemind.cot.decompose.words.word_sets import words_of

SUBJECTS = words_of(
    "person human someone somebody man woman figure character individual subject boy girl people guy "
    "actor performer player dancer athlete boxer robot adult lady child kid male female thug punk one "
    "being body monkey singer bodybuilder countryman"
) - {"body", "one", "being"}
PRONOUNS = words_of("he she they it i we who which that this")
AUXILIARIES = words_of("is are was were be been being has have had will would does did can could must")
DETERMINERS = words_of("a an the his her their its this that these those both one's each every some any")
NUMBERS: dict[str, int] = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "single": 1,
    "1": 1,
}
QUANTITIES = words_of(
    "few couple several bigger smaller some many more further little big small large short long quick slow "
    "fast careful steady sharp tight wide"
)
ARMS = words_of("arm arms hand hands fist fists elbow elbows wrist wrists finger fingers palm palms")
LEGS = words_of("leg legs foot feet knee knees heel heels toe toes")
SIDES = frozenset(("left", "right"))
WAYS: dict[str, str] = {
    "forward": "forward",
    "forwards": "forward",
    "ahead": "forward",
    "straight": "forward",
    "forth": "forward",
    "straightforward": "forward",
    "straightforwards": "forward",
    "foreward": "forward",
    "backward": "backward",
    "backwards": "backward",
    "rearward": "backward",
    "leftward": "left",
    "leftwards": "left",
    "counterclockwise": "left",
    "rightward": "right",
    "rightwards": "right",
    "clockwise": "right",
    "upward": "up",
    "upwards": "up",
    "upstairs": "up",
    "downward": "down",
    "downwards": "down",
    "downstairs": "down",
    "in_place": "in place",
}
DISCOURSE = words_of(
    "then finally next lastly first firstly second secondly thirdly later simultaneously immediately "
    "beforehand eventually"
)
JOINS = frozenset([",", "and", "or", "but", "then", "so"])
SUBORDINATORS = words_of("while when as until after before where because since if during")
ADVERBS = words_of(
    "again also just still almost now once twice suddenly quite rather very fast back up down slightly "
    "bit too already even only"
)
STATIVE = frozenset(["resemble", "seem", "appear", "happen", "feel", "end", "look-like", "have"])
CATENATIVES = words_of(
    "start begin continue keep try seem appear pretend prepare attempt want need manage finish proceed "
    "stop go end help try"
)
LIGHT = words_of(
    "do perform make take give execute practice practise complete have get receive show describe throw "
    "play imitate pretend simulate mimic demonstrate use exercise train hold try lift"
)
OBJECTIVE = words_of("the a an his her their its it them something both one some himself itself him")
"""Words that begin an object."""
PREPOSITIONS = words_of(
    "to at on in with from over into onto around through for towards toward against off out across along "
    "by about under"
)
