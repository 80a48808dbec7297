"""One prompt per task, the same in training and inference."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from kinemind.errors import InputError
from kinemind.language.critique import Critique
from kinemind.language.dialects import MOTION, THINK, Dialect, Task, check, closing, opening
from kinemind.language.grammar import sections_of
from kinemind.language.vocabulary import MotionVocabulary

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_MARKUP = re.compile(r"[<\[|]")
_OPEN_THOUGHT = re.compile(rf"{opening(THINK)}(\s*{closing(THINK)})?\s*$")


@dataclass(frozen=True)
class PromptStyle:
    """The wording of the user turn, recorded in bundle.json; `{caption}`, `{motion}` stand for the input.

    `again` follows it where an earlier attempt was found wanting: `{critique}` stands for what was wrong,
    `{reasoning}`, which may be left out, for the reasoning of that attempt.
    """

    name: str
    t2m: str
    m2t: str
    again: str = " mend: {critique}"

    def __post_init__(self) -> None:
        if "{caption}" not in self.t2m or "{motion}" not in self.m2t:
            raise InputError("a prompt style needs {caption} in its t2m text and {motion} in its m2t text")
        if "{critique}" not in self.again:
            raise InputError("a prompt style needs {critique} in its text for another attempt")

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, str]) -> PromptStyle:
        """Raises InputError for a record with missing or unknown keys; `again` may be missing."""
        known = {field.name for field in fields(cls)}
        if not known - {"again"} <= set(record) <= known:
            raise InputError(
                f"a prompt style has the keys {', '.join(known)}, not {', '.join(sorted(record))}"
            )
        return cls(**record)


NANO = PromptStyle("nano", "move: {caption}", "tell: {motion}")
"""As short as can be: a model of its own needs a mark of the task, not an instruction."""

FULL = PromptStyle(
    "full",
    "Generate the human motion that this description asks for. First reason: break the description into "
    "ordered sub-actions, each with its body part, direction and duration in seconds. Then give the motion "
    "as motion tokens.\nDescription: {caption}",
    "Describe this human motion in one sentence. First reason: name the ordered sub-actions you see, each "
    "with its body part, direction and duration in seconds. Then give the description.\nMotion: {motion}",
    "\nAn earlier attempt reasoned: {reasoning}\nMeasured on it: {critique}. Mend that.",
)
"""Instruction text for pretrained chat models."""

FULL_DIRECT = PromptStyle(
    "full-direct",
    "Generate the human motion that this description asks for, as motion tokens.\nDescription: {caption}",
    "Describe this human motion in one sentence.\nMotion: {motion}",
    "\nMeasured on an earlier attempt: {critique}. Mend that.",
)
"""`FULL` for answers without reasoning."""

STYLES = {style.name: style for style in (NANO, FULL, FULL_DIRECT)}


@dataclass(frozen=True)
class Example:
    """One training sequence: token ids, where the prompt ends, and what each completion token belongs to.

    Every token after the prompt is in exactly one of the masks; a section's tags count as the section,
    the end of sequence as the last section.
    """

    ids: tuple[int, ...]
    prompt_length: int
    reasoning: tuple[bool, ...]
    answer: tuple[bool, ...]
    motion: tuple[bool, ...]

    @property
    def labels(self) -> tuple[int, ...]:
        """Ids with the prompt masked by -100."""
        return (-100,) * self.prompt_length + self.ids[self.prompt_length :]


def plain_text(tokenizer: PreTrainedTokenizerBase, text: str) -> str:
    """One line without any of the tokenizer's control tokens: a caption cannot open a turn or a tag."""
    text = " ".join(text.split())
    if not _MARKUP.search(text):
        return text
    control = [token.content for token in tokenizer.added_tokens_decoder.values()]
    pattern = re.compile("|".join(re.escape(token) for token in sorted(control, key=len, reverse=True)))
    while control and pattern.search(text):  # removing one may join the halves of another
        text = pattern.sub("", text)
    return " ".join(text.split())


def prompt_text(
    tokenizer: PreTrainedTokenizerBase,
    task: Task,
    style: PromptStyle = NANO,
    *,
    caption: str | None = None,
    codes: Sequence[int] | None = None,
    vocabulary: MotionVocabulary | None = None,
    critique: Critique | None = None,
) -> str:
    """The prompt up to and including the opening of the assistant's turn.

    t2m takes `caption`, m2t takes `codes`; `critique`: what was wrong with an earlier attempt.  The prompt
    never ends inside `<think>`: what a template opens (or closes empty) for the model is cut off, the model
    writes it.
    """
    if task == "t2m":
        if caption is None:
            raise InputError("text to motion needs a caption")
        # captions of the field are lower case; "Walk!" and "walk" are one wish
        content = style.t2m.replace("{caption}", plain_text(tokenizer, caption).lower().rstrip("! "))
    else:
        if codes is None or not len(codes):
            raise InputError("motion to text needs motion tokens")
        known = vocabulary or MotionVocabulary.of(tokenizer)
        known.encode(codes)  # refuses codes that are not in the vocabulary
        motion = f"{opening(MOTION)}{known.text(codes)}{closing(MOTION)}"
        content = style.m2t.replace("{motion}", motion)
    if critique:
        said = {"{critique}": critique.text, "{reasoning}": critique.reasoning}
        again = style.again
        for name, value in said.items():
            again = again.replace(name, plain_text(tokenizer, value))
        content += again
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True
    )
    assert isinstance(text, str)
    return _OPEN_THOUGHT.sub("", text)


def render_prompt(
    tokenizer: PreTrainedTokenizerBase,
    task: Task,
    style: PromptStyle = NANO,
    *,
    caption: str | None = None,
    codes: Sequence[int] | None = None,
    vocabulary: MotionVocabulary | None = None,
    critique: Critique | None = None,
) -> list[int]:
    """Token ids of `prompt_text`."""
    text = prompt_text(
        tokenizer, task, style, caption=caption, codes=codes, vocabulary=vocabulary, critique=critique
    )
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def render_example(
    tokenizer: PreTrainedTokenizerBase,
    task: Task,
    dialect: Dialect,
    style: PromptStyle = NANO,
    *,
    caption: str,
    codes: Sequence[int],
    reasoning: str | None,
    answer: str | None = None,
    vocabulary: MotionVocabulary | None = None,
    critique: Critique | None = None,
) -> Example:
    """A training example of either task; `answer` is the text before the motion in t2m (none by default)
    and the description in m2t (the caption by default).  `reasoning` None: an answer without it."""
    check(dialect, task)
    known = vocabulary or MotionVocabulary.of(tokenizer)
    ids = render_prompt(
        tokenizer, task, style, caption=caption, codes=codes, vocabulary=known, critique=critique
    )
    prompt_length = len(ids)
    reply = answer if answer is not None else (caption if task == "m2t" else "")
    kinds = [""] * prompt_length
    for kind, text in sections_of(
        dialect,
        task,
        reasoning=None if reasoning is None else plain_text(tokenizer, reasoning),
        answer=plain_text(tokenizer, reply),
        codes=known.decode(known.encode(codes)) if task == "t2m" else (),
    ):
        piece = tokenizer(text, add_special_tokens=False)["input_ids"]
        ids += piece
        kinds += [kind] * len(piece)
    if tokenizer.eos_token_id is None:
        raise InputError("the tokenizer has no end-of-sequence token")
    ids.append(tokenizer.eos_token_id)
    kinds.append(kinds[-1])
    masks = {name: tuple(kind == name for kind in kinds) for name in ("reasoning", "answer", "motion")}
    return Example(tuple(ids), prompt_length, **masks)
