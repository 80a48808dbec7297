"""Which action a verb with its words names, as one of sub_action.ACTIONS."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kinemind.cot.decompose import body_actions, letting_go, limb_actions
from kinemind.cot.decompose.noun_actions import locomotion, noun_action
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import LIGHT


def action_of(verb: str, words: Sequence[str], passive: bool = False) -> str:
    """One of sub_action.ACTIONS for a verb in its dictionary form and the words after it."""
    if passive:
        return "stumble"
    found = set(words)
    special = _SPECIAL.get(verb)
    if special is not None:
        action = special(words, found)
        if action:
            return action
    if verb in LIGHT:
        return noun_action(words) or ACTION_OF.get(verb, "other")
    action = ACTION_OF.get(verb, "other")
    if action in ("other", "exercise", "gesture", "balance") and verb not in ("try",):
        return noun_action(words) if action == "other" and noun_action(words) else action
    if action == "walk":
        return locomotion(words, found)
    return action


_SPECIAL: dict[str, Callable[[Sequence[str], set[str]], str]] = {
    "go": body_actions.go_action,
    "get": body_actions.get_action,
    "move": limb_actions.move_action,
    "raise": limb_actions.raise_action,
    "lift": limb_actions.raise_action,
    "elevate": limb_actions.raise_action,
    "put": limb_actions.put_action,
    "place": limb_actions.put_action,
    "set": limb_actions.put_action,
    "bring": limb_actions.bring_action,
    "hold": limb_actions.hold_action,
    "reach": limb_actions.reach_action,
    "extend": limb_actions.stretch_action,
    "stretch": limb_actions.stretch_action,
    "throw": letting_go.throw_action,
    "greet": letting_go.greet_action,
    "swing": limb_actions.swing_action,
    "take": limb_actions.take_action,
    "stand": body_actions.stand_action,
    "stay": body_actions.stay_action,
    "remain": body_actions.stay_action,
    "rest": body_actions.stay_action,
    "come": body_actions.come_action,
    "pick": limb_actions.pick_action,
    "gesture": limb_actions.gesture_action,
    "motion": limb_actions.gesture_action,
    "turn": body_actions.turn_action,
    "rotate": body_actions.turn_action,
    "circle": body_actions.turn_action,
    "twist": body_actions.turn_action,
    "pull": limb_actions.pull_action,
    "bend": body_actions.bend_action,
    "lean": body_actions.bend_action,
    "lower": limb_actions.lower_action,
    "let": limb_actions.let_action,
    "stick": limb_actions.stick_action,
    "lose": body_actions.lose_action,
    "gain": body_actions.gain_action,
    "regain": body_actions.gain_action,
    "keep": limb_actions.keep_action,
    "bounce": limb_actions.bounce_action,
    "shoot": limb_actions.shoot_action,
    "play": body_actions.play_action,
    "say": limb_actions.say_action,
    "receive": body_actions.receive_action,
    "show": limb_actions.show_action,
    "touch": limb_actions.touch_action,
    "lay": limb_actions.lay_action,
    "drop": letting_go.drop_action,
    "return": body_actions.return_action,
    "change": body_actions.change_action,
    "do": body_actions.do_action,
    "perform": body_actions.do_action,
    "cross": body_actions.cross_action,
    "run": body_actions.run_action,
    "fall": body_actions.fall_action,
    "step": body_actions.step_action,
    "fight": limb_actions.fight_action,
    "strike": limb_actions.fight_action,
    "hit": limb_actions.fight_action,
    "start": body_actions.start_action,
    "begin": body_actions.start_action,
    "make": body_actions.make_action,
    "be": body_actions.be_action,
    "rise": limb_actions.rise_action,
    "resume": body_actions.continue_action,
    "continue": body_actions.continue_action,
    "compensate": body_actions.balance_action,
    "recover": body_actions.balance_action,
    "counterbalance": body_actions.balance_action,
}
