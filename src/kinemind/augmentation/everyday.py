"""Everyday wordings of the benchmark's contents and styles: the tables behind `paraphrases`.

Every line of a table is a predicate in the third person whose verbs carry a star; from it come the third
person and the gerund.  "{side}" stands for left or right, "their" for whose hand it is.
"""

from __future__ import annotations

import re

from kinemind.augmentation.inflection import gerund_form

_DOUBLED = frozenset({
    "beds", "bids", "bobs", "chops", "clips", "cups", "cuts", "dips", "drags", "drops", "flags", "flaps",
    "flips", "gets", "grabs", "hits", "hops", "jabs", "jogs", "lets", "lobs", "pads", "plods", "pops",
    "puts", "rubs", "runs", "scrubs", "sets", "sits", "skips", "slips", "snaps", "spins", "squats", "steps",
    "stops", "struts", "taps", "tips", "treks", "trots", "wags", "zigzags",
})  # fmt: skip


def _gerund(verb: str) -> str:
    return verb[:-1] + verb[-2] + "ing" if verb in _DOUBLED else gerund_form(verb)


def _forms(lines: str) -> tuple[tuple[str, str], ...]:
    """Starred lines as (third person, gerund)."""
    kept = [line.strip() for line in lines.strip().splitlines()]
    return tuple(
        (line.replace("*", ""), re.sub(r"\*(\w+)", lambda found: _gerund(found[1]), line)) for line in kept
    )


def _lines(lines: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines.strip().splitlines())


def _both(lines: str, limbs: tuple[str, ...] = ("hand", "arm")) -> str:
    """The lines said of both limbs; a line that goes on about "it" or has its own side phrase is left out."""
    out = []
    for line in lines.strip().splitlines():
        said = line
        for limb in limbs:
            said = re.sub(rf"\b(?:the|their) \{{side\}} {limb}\b", f"both {limb}s", said)
        if "{side}" not in said and not re.search(r"\b(?:its?|that|one)\b", said):
            out.append(said)
    return "\n".join(out)


_RAISE = """
*raises the {side} hand
*puts up the {side} hand
*hoists the {side} arm
*sticks the {side} hand up
*sticks up their {side} arm
*extends the {side} arm upward
*stretches the {side} arm up toward the sky
*elevates the {side} hand
*lifts the {side} hand and *holds it aloft
*holds the {side} hand aloft
*holds up the {side} hand
*has the {side} hand up
*has their {side} arm in the air
*brings the {side} hand up
*brings the {side} arm up high
*throws the {side} arm up
*thrusts the {side} hand skyward
*thrusts the {side} arm into the air
*reaches for the ceiling with the {side} hand
*reaches toward the sky with the {side} arm
*points the {side} arm at the sky
*shoots the {side} arm up
*moves the {side} hand upward
*takes the {side} hand from the hip and *lifts it high
*lets the {side} arm float up and *lowers it again
*draws the {side} arm up and then *lets it sink
*raises the {side} arm, *keeps it there a moment and *drops it
*gets the {side} hand up over the head
*lifts the {side} arm beside the head
*pushes the {side} hand up over the head
*swings the {side} arm up
*does an arm raise on the {side}
*performs a raise of the {side} arm
*makes an upward reach with the {side} hand
"""

_WAVE = """
*waves the {side} hand
*waves with the {side} hand
*gives a wave with the {side} hand
*gives a wave of the {side} arm
*does a wave using the {side} hand
*makes a waving gesture with the {side} arm
*makes a greeting gesture with the {side} hand
*greets somebody with the {side} hand
*says hello with the {side} hand
*says hi by moving the {side} hand from side to side
*signals with the {side} hand
*signals to somebody across the room with the {side} arm
*flaps the {side} hand
*flaps the {side} arm in the air
*shakes the {side} hand in the air
*wags the {side} hand to and fro
*swings the {side} hand to and fro overhead
*sways the {side} arm back and forth
*swishes the {side} hand through the air
*moves the {side} hand back and forth in greeting
*rocks the {side} arm from side to side
*beckons with the {side} hand
*lifts the {side} hand and *shakes it
*holds the {side} hand up and *swings it about
*raises the {side} arm and *waves it around
*puts the {side} hand up and *waves it
*brings up the {side} hand for a wave
*flags somebody down with the {side} arm
*salutes a friend with a wave of the {side} hand
*uses the {side} hand to wave hi
*uses the {side} arm to get noticed
*offers a wave with the {side} hand
*sends a greeting with the {side} hand
"""

_TURN = """
*turns {side} while walking
*walks and *takes a {side} turn
*makes a {side} turn on foot
*pivots to the {side} and *walks on
*swivels {side} and *carries on walking
*veers to the {side}
*veers off {side} in the middle of the walk
*rounds a corner to the {side}
*takes the corner on the {side}
*heads off to the {side} after a few steps
*strolls along and *bends {side}
*walks ahead, then *swings round to the {side}
*walks a bit, *turns {side} and *goes on
*changes course to the {side}
*changes direction toward the {side}
*switches direction to the {side} on the way
*walks up and *hooks {side}
*hangs a {side}
*cuts to the {side}
*goes ahead and then {side}
*steps off, *rotates to the {side} and *keeps walking
*walks an L shape that bends {side}
*strides along and *wheels to the {side}
*paces forward and *angles off to the {side}
*takes a few steps and *faces {side}
*travels ahead before turning {side}
*moves along and *makes a quarter turn to the {side}
*walks toward the corner and *goes {side}
*branches off to the {side}
*shifts their path to the {side}
"""

_BOTH_RAISE = (
    _both(_RAISE)
    + """
*raises their hands over the head
*reaches up with both arms
*throws their hands in the air
*holds their arms aloft
*puts their hands up
*surrenders with both hands up
*lifts the two hands together
*lifts their arms toward the sky
*stretches both arms up tall
*has both arms overhead
*celebrates with both arms in the air
*does a raise of the two arms
*makes a V with the arms
*raises both hands, *holds them there and *lowers them
"""
)

_BOTH_WAVE = (
    _both(_WAVE)
    + """
*waves the two hands at once
*waves their arms overhead
*lifts both hands and *waves them
*raises the two arms and *shakes them about
*flaps the two arms like wings
*uses both hands to say hello
*waves like mad with both arms
*shakes their hands in the air
*swings both arms overhead from side to side
*gives a two-handed wave
*does a double-handed wave
"""
)

_KICK = """
*kicks forward with the {side} leg
*kicks out with the {side} foot
*punts with the {side} foot
*boots the air with the {side} foot
*lashes out with the {side} leg
*strikes forward with the {side} foot
*gives a kick with the {side} leg
*gives a front kick with the {side} foot
*performs a forward kick using the {side} leg
*does a martial arts kick with the {side} leg
*delivers a kick with the {side} foot
*lands a kick to the front with the {side} leg
*launches a kick with the {side} leg
*flings the {side} leg out in front
*thrusts the {side} foot forward
*snaps the {side} leg forward
*shoots the {side} leg out to the front
*throws the {side} foot up at an opponent
*swings the {side} leg up ahead
*swipes at the air with the {side} foot
*attacks with the {side} leg
*hits a target in front with the {side} foot
*lifts the {side} knee and *kicks
*lifts the {side} leg and *snaps it out
*chambers the {side} leg and *extends it
*drives the {side} foot into the air ahead
*hoofs a ball with the {side} foot
*sends the {side} foot flying forward
*jabs the {side} foot ahead
*makes a kicking motion with the {side} leg
"""

PREDICATES: dict[str, tuple[tuple[str, str], ...]] = {
    "raise-hand": _forms(_RAISE),
    "raise-both-hands": _forms(_BOTH_RAISE),
    "wave-hand": _forms(_WAVE),
    "wave-both-hands": _forms(_BOTH_WAVE),
    "walk-turn": _forms(_TURN),
    "kick-front": _forms(_KICK),
    "walk": _forms("""
        *walks
        *walks along
        *ambles ahead
        *ambles along
        *paces across the room
        *treks forward
        *ventures forward on foot
        *strolls
        *strolls ahead
        *takes a stroll
        *takes a walk
        *goes for a walk
        *saunters along
        *wanders ahead
        *marches on
        *strides forward
        *heads forward on foot
        *heads straight on
        *moves ahead at a walking pace
        *makes headway on foot
        *proceeds on foot
        *advances step by step
        *puts one foot in front of the other
        *takes a number of steps
        *goes straight ahead
        *goes on foot across the floor
        *crosses the room at a walk
        *covers some ground on foot
        *passes by on foot
        *travels in a straight line on foot
        *comes walking along
        *walks over to the other end
        *does some walking
        *steps out and *walks on
        *tramps forward
        *keeps walking
        """),
    "run": _forms("""
        *runs
        *runs along
        *runs ahead
        *jogs
        *jogs along
        *jogs forward
        *races ahead
        *races across the floor
        *hurries forward at a run
        *bolts forward
        *trots ahead
        *goes for a run
        *goes for a jog
        *takes a run
        *breaks into a run
        *breaks into a jog
        *sets off running
        *charges forward
        *rushes ahead
        *rushes across the room
        *tears along
        *speeds along on foot
        *lopes forward
        *gallops ahead
        *zooms past
        *covers the distance at a run
        *moves along at a running pace
        *comes running
        *does a run across the room
        *dashes along
        *scurries ahead
        *hastens forward at a jog
        *scampers along
        *makes a run for it
        """),
    "dash": _forms("""
        *sprints
        *sprints ahead
        *bolts
        *darts forward
        *tears off
        *races off at full speed
        *makes a mad dash
        *runs flat out
        *runs as fast as possible
        *hurtles forward
        *shoots off at a sprint
        *does a sprint
        *puts on a burst of speed
        *rockets ahead
        *goes all out in a sprint
        """),
    "walk-back": _forms("""
        *walks backward
        *walks in reverse
        *backs up
        *backs away
        *backs off
        *steps backward
        *takes some steps back
        *takes a few backward steps
        *retreats
        *retreats step by step
        *reverses
        *goes backward
        *goes back without turning round
        *moves back on foot
        *moves backward step by step
        *draws back
        *withdraws slowly on foot
        *paces backward
        *strolls backward
        *travels backward on foot
        *shuffles backward
        *edges back
        *gives ground
        *pulls back a few steps
        *heads backward
        *makes a retreat
        *does a backward walk
        *walks rearward
        *walks the wrong way round
        *puts one foot behind the other
        """),
    "walk-side": _forms("""
        *drifts {side} while walking
        *walks at an angle to the {side}
        *cuts across to the {side}
        *walks diagonally toward the {side}
        *strays to the {side} while going ahead
        *crosses over to the {side}
        *slants off to the {side} on foot
        *steps over to the {side}
        *heads off diagonally, bearing {side}
        *edges {side}
        *goes forward and {side}
        *bears {side} on the way ahead
        *makes for the {side} in a slanted line
        *moves toward the {side} side
        *shifts over to the {side} on foot
        """),
    "jog-circle": _forms("""
        *jogs around in a circle to the {side}
        *jogs in a curve that bends {side}
        *runs a loop to the {side}
        *trots round in an arc to the {side}
        *circles {side} at a jog
        *curves {side} while jogging
        *veers {side} at an easy run
        *takes a running curve to the {side}
        *rounds a bend to the {side} at a jog
        *runs along the rim of a circle, going {side}
        *loops around {side} at a jog
        *swings round to the {side} at a trot
        """),
    "bow": _forms("""
        *bows
        *bows down
        *takes a bow
        *makes a bow
        *gives a bow
        *gives a polite bow
        *does a bow
        *performs a respectful bow
        *bows to the audience
        *bows the head and chest
        *stoops forward
        *dips forward
        *dips the upper body
        *hinges at the waist
        *bends at the waist
        *bends over from the hips
        *bends the back and *straightens up
        *folds forward
        *folds at the hips
        *leans forward to show respect
        *inclines the upper body
        *inclines the head and shoulders
        *lowers the head and chest
        *lowers the upper body in respect
        *tips the torso forward
        *pays their respects
        *greets somebody with a bow
        *offers a bow of thanks
        *thanks the crowd with a bow
        *tilts forward and *comes back up
        *drops the head and *rises again
        """),
    "squat": _forms("""
        *squats
        *squats down
        *does a squat
        *does a deep knee bend
        *performs a squat
        *crouches
        *crouches deep
        *crouches down and *rises
        *drops the hips
        *drops down low and *comes back up
        *drops into a squat
        *sinks into a squat
        *sinks down on bent knees
        *lowers the hips toward the heels
        *lowers the body by bending the knees
        *bends the knees deeply
        *bends the knees and *straightens them again
        *gets down on the haunches
        *goes down low and *stands back up
        *goes into a deep crouch
        *hunkers down
        *dips down and *stands up again
        *ducks down and *rises
        *sits back into a squat
        *sits down on the heels
        *makes a knee bend
        *exercises the legs with a squat
        *trains the thighs with a knee bend
        *takes up a low squatting pose
        *descends into a squat
        """),
    "lie-down": _forms("""
        *lies down
        *lies down on the floor
        *gets down and *stretches out flat
        *lays themself down on the ground
        *goes to the floor and *lies there
        *lowers themself to the ground
        *settles down on the floor
        *reclines on the ground
        *sprawls on the floor
        *drops to the floor and *rests
        *takes a lie down
        *goes from standing to lying flat
        *beds down on the floor
        """),
    "sneak": _forms("""
        *sneaks
        *sneaks along
        *creeps ahead
        *creeps along on soft feet
        *tiptoes
        *goes on tiptoe
        *prowls forward
        *slinks along
        *steals forward
        *steps along without a sound
        *walks stealthily
        *moves like a burglar
        *takes silent steps
        *pads ahead in silence
        """),
    "throw-basketball": _forms("""
        *throws a basketball
        *shoots a basket
        *shoots a hoop
        *takes a jump shot
        *tosses a ball at the hoop
        *lobs a ball toward the basket
        *hurls a basketball overhead
        *makes a shot at the basket
        *jumps and *flings the ball
        *aims at the hoop and *shoots
        *launches a ball with both hands
        *sends the ball flying
        """),
    "basketball-dribble": _forms("""
        *dribbles
        *dribbles a ball
        *dribbles a basketball
        *bounces a ball
        *bounces a basketball on the floor
        *plays basketball, bouncing the ball
        *pats a ball against the ground
        *handles a basketball
        *keeps a basketball bouncing
        *works the ball along the court
        *moves over the court with a bouncing ball
        *taps the ball to the ground again and again
        """),
    "basketball-shoot": _forms("""
        *dribbles and *shoots
        *dribbles a basketball and *takes a shot
        *bounces the ball and *throws it at the hoop
        *crosses over and *shoots a hoop
        *shoots hoops
        *goes for the basket
        *puts the ball through the hoop
        *works the ball and *fires it at the basket
        *plays basketball and *tries a shot
        *does a crossover and *shoots
        """),
    "climb": _forms("""
        *climbs
        *climbs a frame
        *climbs up something
        *climbs about on the monkey bars
        *clambers up a frame
        *clambers over playground bars
        *scrambles up the jungle gym
        *scales a climbing frame
        *makes their way up a jungle gym
        *goes up and down a climbing frame
        *hauls themself up onto a structure
        *gets up on some bars
        *mounts a playground structure
        *plays on a climbing frame
        """),
    "dance": _forms("""
        *dances
        *dances about
        *does a dance
        *does some ballet
        *performs a dance
        *performs a graceful routine
        *moves to the music
        *grooves to the beat
        *busts some moves
        *twirls and *sways
        *prances around
        *goes through a dance routine
        *shows a few dance steps
        *jives
        """),
    "deposit-on-floor": _forms("""
        *puts something down
        *sets an object on the floor
        *sets something down at their feet
        *places a thing on the ground
        *lays an item on the floor
        *leaves an object on the ground
        *bends down to put something on the floor
        *stoops and *lays something down
        *deposits an item at floor level
        *lowers an object to the ground
        *drops something off on the floor
        *crouches to set a box down
        """),
    "grab-high": _forms("""
        *grabs something overhead
        *reaches up and *grabs an item
        *reaches for the top shelf
        *takes an object from a high shelf
        *gets something down from above
        *fetches an item from up high
        *picks a thing off a tall shelf
        *plucks something from overhead
        *stretches up to take hold of something
        *snatches an object above the head
        *picks fruit from a high branch
        *seizes something high up
        """),
    "elbow-to-knee": _forms("""
        *touches a knee with the opposite elbow
        *brings elbow and knee together
        *does a standing crunch
        *does a twisting crunch on their feet
        *does an elbow-to-knee exercise
        *lifts a knee to meet the other elbow
        *crosses an elbow over to the opposite knee
        *twists and *taps elbow to knee
        *performs cross-body crunches
        *works out with knee-to-elbow touches
        *warms up by bringing a knee up to an elbow
        *draws the knee up to the elbow across the body
        """),
    "bye": _forms("""
        *waves bye
        *waves goodbye with one hand
        *says goodbye
        *bids farewell
        *waves somebody off
        *gives a parting wave
        *sees a friend off with a wave
        *says so long with a hand
        *takes leave with a wave
        *gestures goodbye
        *waves as somebody departs
        *makes a farewell wave
        """),
    "byebye": _forms("""
        *waves bye-bye with both hands
        *waves goodbye using both arms
        *says bye-bye with two hands
        *bids farewell with both hands
        *gives a two-handed goodbye
        *sees somebody off, waving both hands
        *flaps both hands in farewell
        *swings both arms to say goodbye
        *makes a parting gesture with both hands
        *waves somebody off with both arms
        *shakes both hands in a goodbye
        """),
    "guide": _forms("""
        *guides somebody
        *shows somebody the way
        *points somebody along
        *ushers a guest in
        *directs a visitor
        *gestures this way please
        *invites somebody to come through
        *leads a guest with an outstretched arm
        *indicates which way to go
        *presents the way with an open hand
        *holds out an arm to direct someone
        *welcomes a visitor and *shows the way
        """),
    "respond": _forms("""
        *responds
        *answers somebody
        *gives an answer
        *replies to a call
        *reacts to somebody
        *acknowledges a call
        *gestures in reply
        *makes a gesture of response
        *answers back with a gesture
        *shows that the call was heard
        """),
    "call": _forms("""
        *calls somebody
        *calls out
        *shouts to somebody far away
        *shouts through cupped hands
        *yells across a field
        *hollers with hands around the mouth
        *cups the hands at the mouth and *shouts
        *cries out to a friend
        *puts both hands to the mouth to call
        *leans forward and *yells
        """),
    "slash": _forms("""
        *slashes downward
        *slashes with a sword
        *cuts down with a blade
        *swings a sword from overhead
        *chops down with both hands
        *brings a sword down hard
        *cleaves the air
        *makes an overhead cut
        *strikes down with a katana
        *delivers a slash from above
        *hacks at an enemy with a blade
        """),
    "swordplay": _forms("""
        *fences
        *fights with a sword
        *practices with a sword
        *wields a sword
        *swings a sword around
        *does sword drills
        *duels an unseen opponent
        *handles a blade
        *parries and *strikes with a sword
        *plays at sword fighting
        *brandishes a sword
        """),
    "punch": _forms("""
        *punches
        *throws a punch
        *boxes
        *shadowboxes
        *jabs at the air
        *strikes with a fist
        *hits out with their fists
        *lands some blows
        *delivers a few punches
        *fights an invisible opponent with the fists
        *takes a swing at somebody
        *does a boxing combo
        """),
    "hop-both-legs": _forms("""
        *hops with both feet
        *hops forward on both legs
        *jumps ahead with feet together
        *does a bunny hop
        *makes a two-footed hop
        *takes a hop with the legs together
        *springs forward off both feet
        *leaps ahead from both legs
        *bounds forward like a frog
        *bounces ahead on two feet
        """),
    "hop-forward": _forms("""
        *hops forward
        *hops along
        *hops ahead a few times
        *bounces forward
        *jumps forward again and again
        *makes several hops ahead
        *takes hops across the floor
        *springs along
        *bounds ahead
        *skips ahead in little jumps
        *travels by hopping
        """),
    "jump": _forms("""
        *jumps
        *jumps up
        *leaps
        *leaps into the air
        *springs up
        *takes a jump
        *does a jump
        *makes a leap
        *hops up off the ground
        *bounces off the floor
        *pushes off and *lands
        """),
    "wash-self": _forms("""
        *washes
        *washes themself
        *takes a shower
        *showers
        *scrubs their body
        *rubs themself clean
        *soaps their arms and chest
        *cleans their body
        *rinses off in the shower
        *has a wash
        *lathers up
        """),
    "rotate-arms-backward": _forms("""
        *rotates the arms backward
        *circles both arms to the back
        *makes backward circles with the arms
        *windmills the arms in reverse
        *swings the arms round backward
        *rolls the arms back
        *spins both arms backward like propellers
        *does backward arm circles
        *warms up the shoulders with backward circles
        *turns the arms like windmills, going back
        """),
    "walk-navigate": _forms("""
        *walks here and there
        *walks about, changing direction
        *finds a way around on foot
        *navigates the room
        *walks this way and that
        *wanders around the room
        *roams around
        *moves about the room on foot
        *weaves through the room
        *zigzags along on foot
        """),
    "walk-turns": _forms("""
        *walks and *turns again and again
        *walks with several turns
        *makes a number of turns on foot
        *turns more than once while walking
        *changes direction a few times
        *walks around corner after corner
        *walks a winding path
        *takes turn after turn
        *strolls about with many turns
        *winds around on foot
        """),
    "walk-uneven-terrain": _forms("""
        *walks on rough ground
        *walks over bumpy terrain
        *picks a way over uneven ground
        *crosses rugged land
        *hikes over rocks
        *steps across bumps and dips
        *makes their way over stones
        *treads with care on broken ground
        *climbs over humps on foot
        *negotiates a rocky path
        *treks across hilly ground
        """),
    "scoop-up": _forms("""
        *scoops something up
        *scoops an object off the ground
        *bends down and *picks something up
        *gathers an item from the floor
        *stoops to lift something
        *picks up a thing from below
        *swoops down and *collects something
        *reaches down to scoop
        *lifts something from the floor
        *fetches something off the ground
        """),
    "stand": _forms("""
        *stands
        *stands still
        *stands there
        *waits in place
        *stays on the spot
        *remains standing
        *keeps still on their feet
        *does nothing but stand
        *holds still
        *rests on their feet
        *idles in place
        *stays put
        """),
}
"""Neutral content → (third person, gerund); word for word the two differ in their verbs alone."""

CLAUSES: dict[str, tuple[str, ...]] = {
    "raise-hand": _lines("""
        the {side} arm goes up
        the {side} hand goes up
        up goes the {side} hand
        the {side} hand rises high
        the {side} arm moves up into the air
        the {side} arm is lifted
        the {side} hand is held aloft
        the {side} hand comes up, then sinks
        the arm on the {side} side is raised
        """),
    "raise-both-hands": _lines("""
        both arms go up
        both hands go up
        up go both hands
        the two hands rise high
        the arms are lifted over the head
        both arms are held aloft
        """),
    "wave-hand": _lines("""
        the {side} hand waves
        the {side} arm swings to and fro
        the {side} hand is waved in the air
        the {side} hand goes back and forth in greeting
        the arm on the {side} side waves hello
        """),
    "wave-both-hands": _lines("""
        both hands wave
        both arms swing to and fro overhead
        both hands are waved in the air
        the arms flap in greeting
        """),
    "kick-front": _lines("""
        the {side} leg kicks out
        the {side} foot flies forward
        the {side} leg shoots up in front
        the leg on the {side} side kicks ahead
        """),
    "bow": _lines("""
        the head and chest go down in a bow
        the upper body dips forward
        the torso bends at the hips
        """),
    "squat": _lines("""
        the knees bend deeply
        the hips drop down low
        the body sinks into a squat
        """),
    "walk-turn": _lines("""
        the walk bends to the {side}
        the path turns {side} after some steps
        """),
}
"""Neutral content → whole clauses that begin with a part of the body."""

NOUNS: dict[str, tuple[str, ...]] = {
    "raise-hand": ("a raise of the {side} hand", "a raised {side} hand", "the {side} arm up in the air"),
    "raise-both-hands": ("a raise of both hands", "both arms up in the air", "hands up, both of them"),
    "wave-hand": ("a wave of the {side} hand", "a {side}-hand wave", "a greeting with the {side} arm"),
    "wave-both-hands": ("a wave of both hands", "a two-handed wave", "a greeting with both arms"),
    "walk-turn": ("a walk with a {side} turn", "a stroll that bends {side}", "a {side} turn on foot"),
    "kick-front": ("a front kick with the {side} leg", "a {side} kick", "a forward kick of the {side} foot"),
    "walk": ("a walk", "a stroll ahead", "some steps forward", "a walk in a straight line"),
    "run": ("a run", "a jog ahead", "a run across the floor", "a jog"),
    "dash": ("a sprint", "a fast dash", "a run at full speed"),
    "walk-back": ("a walk backward", "some steps back", "a retreat on foot", "a backward walk"),
    "bow": ("a bow", "a polite bow", "a bend at the waist", "a bow of respect"),
    "squat": ("a squat", "a deep knee bend", "a low crouch"),
    "dance": ("a dance", "a dance routine", "some ballet steps"),
    "jump": ("a jump", "a leap into the air"),
    "punch": ("a punch", "some boxing"),
    "walk-side": ("a walk drifting {side}", "a diagonal walk toward the {side}"),
    "jog-circle": ("a jog around to the {side}", "a jog along a curve to the {side}"),
    "bye": ("a goodbye wave", "a farewell with one hand"),
    "byebye": ("a goodbye with both hands", "a two-handed farewell"),
    "throw-basketball": ("a jump shot", "a shot at the hoop"),
    "climb": ("a climb on a frame", "some climbing"),
}

PURPOSES: dict[str, tuple[str, ...]] = {
    "raise-hand": (
        "to ask a question",
        "as if hailing a cab",
        "to catch attention",
        "as in class",
        "to vote",
    ),
    "raise-both-hands": ("as if giving up", "as if cheering", "to celebrate", "like at a concert"),
    "wave-hand": ("as if greeting a friend", "to catch attention", "at someone far off", "to say hi"),
    "wave-both-hands": ("as if calling for help", "to catch attention", "at someone far off", "to say hi"),
    "kick-front": ("as in karate", "as if kicking a ball", "like a fighter"),
    "bow": ("to say thanks", "as if meeting an elder", "to apologize", "after a show"),
    "squat": ("as in the gym", "to train the legs", "as a workout"),
    "run": ("to catch a bus", "as if late"),
    "dash": ("to catch a bus", "as if chased", "as in a race"),
    "walk-back": ("as if making room", "as if scared of something ahead"),
    "sneak": ("so as not to be heard", "as if somebody were asleep"),
}
"""Neutral content → what for; said last."""

STYLES: dict[str, tuple[str, ...]] = {
    "active": _lines("""
        briskly
        vigorously
        dynamically
        with gusto
        with lots of drive
        with plenty of pep
        full of zest
        at high energy
        with real enthusiasm
        as if fired up
        in a peppy way
        """),
    "normal": (
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "in an everyday way",
        "in the usual way",
        "as anyone would",
        "without any fuss",
    ),
    "feminine": _lines("""
        elegantly
        gracefully
        in a womanly way
        with a girlish touch
        with soft grace
        with dainty poise
        like a ballerina
        as a lady might
        in a gentle, womanly fashion
        with delicate little movements
        """),
    "masculine": _lines("""
        robustly
        powerfully
        in a macho way
        with manly force
        like a strong man
        like a tough guy
        with a broad, sturdy bearing
        as a real man would
        in a burly fashion
        with muscle
        """),
    "youthful": _lines("""
        with sprightly lightness
        perkily
        with a spring in the step
        like a teenager
        with young bounce
        in a fresh, young way
        as young folks do
        with the zip of youth
        with teenage verve
        like a lively kid out of school
        """),
    "exhausted": _lines("""
        wearily
        limply
        with no strength to spare
        as if about to collapse
        dead on their feet
        like after a marathon
        with heavy limbs
        drained of all energy
        as if every move were an effort
        hardly able to go on
        run-down and spent
        """),
    "elderly": _lines("""
        frailly
        feebly
        like a grandfather
        like a grandmother
        like a senior citizen
        with creaky joints
        with the frailty of age
        in an aged way
        as someone in their eighties would
        with old, stiff bones
        """),
    "sad": _lines("""
        sorrowfully
        gloomily
        glumly
        with a heavy heart
        as if near tears
        as if grieving
        in low spirits
        looking heartbroken
        feeling blue
        with a hanging head
        """),
    "proud": _lines("""
        haughtily
        boastfully
        with a puffed-out chest
        like a champion
        head held high
        as if owning the place
        with great self-regard
        in a lordly manner
        full of pride
        like a king
        """),
    "giant": _lines("""
        ponderously
        like a huge ogre
        like a towering troll
        as if weighing a ton
        with thundering weight
        with massive, slow limbs
        like a colossus
        as if as tall as a house
        in a lumbering manner
        """),
    "musical": _lines("""
        theatrically
        like on Broadway
        as if in a stage show
        as if singing on stage
        with showy flair
        with song-and-dance flair
        like a musical star
        in a dramatic, stagy way
        as though an orchestra were playing
        """),
    "tired": _lines("""
        sleepily
        sluggishly
        drowsily
        as if after a long day
        low on energy
        as if in need of a nap
        with drooping shoulders
        like someone short of sleep
        in a fatigued manner
        """),
    "chimpira": _lines("""
        cockily
        with street-thug swagger
        like a hoodlum
        like a gang member
        like a young punk
        like a small-time gangster
        looking for trouble
        with a bad-boy attitude
        in a rowdy, tough manner
        """),
    "not-confident": _lines("""
        shyly
        meekly
        unsurely
        bashfully
        with self-doubt
        as if afraid of being seen
        in a timid way
        lacking courage
        as if unsure of themself
        with an insecure bearing
        """),
    "angry": _lines("""
        furiously
        crossly
        in a rage
        as if boiling with rage
        fuming
        in a bad temper
        with hot fury
        like someone who has been insulted
        mad as hell
        """),
    "happy": _lines("""
        cheerfully
        joyfully
        merrily
        gladly
        in high spirits
        as if hearing great news
        beaming with joy
        in a jolly mood
        with a light heart
        """),
    "old": _lines("""
        shakily
        creakily
        like someone of great age
        with aged limbs
        like an old-timer
        hunched with age
        as a pensioner would
        with the slowness of old age
        like somebody's grandpa
        """),
    "childish": _lines("""
        playfully
        like a little kid
        like a toddler
        in a kiddish way
        as children do
        with childlike glee
        as if at kindergarten
        like a boy at play
        in an infantile manner
        """),
    "masculinity": _lines("""
        sturdily
        virilely
        with macho strength
        in a manly fashion
        like a cowboy
        like a he-man
        with hefty, male vigor
        as a tough fellow would
        with a strong man's bearing
        """),
}
"""Style → manners as adverbs and phrases; "" says nothing."""

ADJECTIVES: dict[str, tuple[str, ...]] = {
    "active": ("vigorous", "peppy", "spirited", "dynamic"),
    "feminine": ("ladylike", "dainty", "womanly"),
    "masculine": ("macho", "burly", "manly"),
    "youthful": ("sprightly", "young", "perky"),
    "exhausted": ("weary", "drained", "spent", "fatigued"),
    "elderly": ("frail", "aged", "senior", "gray-haired"),
    "sad": ("gloomy", "heartbroken", "sorrowful"),
    "proud": ("haughty", "vain", "boastful"),
    "giant": ("gigantic", "hulking", "massive"),
    "musical": ("theatrical", "stagy"),
    "tired": ("sleepy", "drowsy", "sluggish"),
    "chimpira": ("thuggish", "swaggering", "cocky"),
    "not-confident": ("shy", "timid", "bashful"),
    "angry": ("furious", "irate", "enraged"),
    "happy": ("cheerful", "merry", "joyful"),
    "old": ("doddering", "very old", "creaky"),
    "childish": ("kiddish", "babyish", "playful"),
    "masculinity": ("macho", "rugged", "virile"),
}
"""Style → what the subject is like ("a weary person"); none where the style says nothing."""

SUBJECTS: tuple[tuple[str, str], ...] = (
    ("a person", "their"), ("the person", "their"), ("someone", "their"), ("somebody", "their"),
    ("a man", "his"), ("the man", "his"), ("a guy", "his"), ("he", "his"), ("a woman", "her"), ("she", "her"),
    ("the figure", "their"), ("a figure", "their"), ("the character", "their"), ("a human", "their"),
    ("an actor", "their"), ("the performer", "their"), ("one person", "their"), ("the subject", "their"),
)  # fmt: skip
"""Subject and whose hand it then is."""

OPENINGS: tuple[str, ...] = (
    "here", "in this clip", "in the video", "in this scene", "at this moment", "now", "in the recording",
)  # fmt: skip
SHOWN: tuple[str, ...] = (
    "there is", "we see", "the clip shows", "the video shows", "this is", "the motion of", "picture",
)  # fmt: skip
"""What stands before a subject and a gerund ("we see a person waving")."""
