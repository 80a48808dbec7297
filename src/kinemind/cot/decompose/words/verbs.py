"""The verbs that captions are read by, and the action each names."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "stand": "stand wait stay remain rest freeze pause stop halt stays idle stall brake",
    "walk": (
        "walk go move step stroll march stride sneak creep pace wander tread strut stomp "
        "limp hobble amble shuffle advance retreat approach return travel head come tiptoe "
        "sidestep drift dawdle back enter leave follow wade hike overstep proceed traverse "
        "plod waddle saunter continue cross lunge pass find circulate stagger slouch prowl"
    ),
    "run": "run jog sprint dash trot race charge bolt hurry rush gallop",
    "hop": "hop skip",
    "jump": "jump leap bound vault",
    "turn": "turn rotate spin pivot twirl whirl veer revolve curve circle twist bank",
    "raise": "raise spread elevate",
    "lower": "lower drop",
    "wave": "wave greet",
    "reach": "reach grab grasp fetch extend",
    "pick_up": "pick scoop collect gather",
    "put_down": "put place lay set deposit",
    "throw": "throw toss pitch hurl shoot serve fling cast",
    "punch": "punch box jab strike hit slap uppercut smash beat spar fight",
    "kick": "kick",
    "bow": "bow",
    "bend": "bend lean stoop tilt hunch",
    "crouch": "crouch duck hunker cower",
    "squat": "squat",
    "sit": "sit",
    "kneel": "kneel",
    "lie": "lie",
    "get_up": "rise straighten",
    "climb": "climb ascend descend",
    "dance": "dance waltz",
    "swing": "swing sway flap slash chop cut pump dangle wiggle wield fence whirl",
    "rotate_arms": "windmill",
    "point": "point direct guide",
    "call": "call shout yell scream",
    "dribble": "dribble",
    "wash": "wash soap shower",
    "clap": "clap applaud",
    "stretch": "stretch",
    "balance": (
        "balance recover regain stabilize stabilise rebalance compensate counterbalance "
        "maintain correct readjust"
    ),
    "stumble": "stumble trip tumble slip fall lurch bump totter",
    "look": "look glance search watch stare observe peer inspect face gaze",
    "push": "push press shove",
    "pull": "pull drag yank",
    "play": "play strum drum golf fiddle",
    "swim": "swim paddle",
    "wipe": "wipe clean scrub rub sweep polish",
    "crawl": "crawl",
    "dodge": "dodge avoid evade sidejump sidedodge",
    "catch": "catch",
    "hold": "hold carry keep support grip",
    "touch": "touch tap stroke scratch",
    "lift": "lift",
    "knock": "knock bang",
    "shake": "shake shrug tremble wag",
    "drink": "drink",
    "stir": "stir mix",
    "exercise": "exercise train warm practise",
    "gesture": "gesture gesticulate motion",
    "other": (
        "be bring stick do perform make take give execute practice complete get have use "
        "let repeatsit doesall bounce pretend imitate act draw open close eat write show "
        "describe try start begin seem appear change react respond assume interact receive "
        "slow speed accelerate decelerate help mimic select say pass transfer handle finish "
        "end attempt prepare want need manage resemble happen feel form simulate salute nod "
        "gain lose protect cover block fish saw shave steer drive type read paint cook dig "
        "laugh cry sleep smoke aim answer motion lick work operate demonstrate attack "
        "defend roll hang jiggle flutter repeat signal sign wear unscrew screw shut dial "
        "listen sing pour peel indicate present cartwheel flip blow alternate hide pose "
        "limber grow fly impersonate collapse weigh conduct examine discover overcome fix "
        "impress wind release flex swat snap whip tidy mount buckle handstand headstand "
        "yawn cough sneeze breathe whistle hum smile frown wink blink shiver "
        "sink tie untie wring ride row"
    ),
}
"""Action → verbs that name it; where objects decide (put, lift, hold, go), `actions.py` has the last word."""

ACTION_OF: dict[str, str] = {verb: action for action, verbs in VERBS.items() for verb in verbs.split()}
