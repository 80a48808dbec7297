"""An answer cut into tags, motion tokens and text, from a string or from token ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kinemind.language.dialects import TAGS

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from kinemind.language.vocabulary import MotionVocabulary

_CODE = re.compile(r"<Motion_([0-9]+)>")
_MARK = re.compile(rf"(<Motion_[0-9]+>|{'|'.join(re.escape(tag) for tag in TAGS)})")
_END = re.compile(r"<\|(?:im_end|endoftext|eot_id|end_of_text)\|>")
_LETTERS = dict(zip(TAGS, "TtOoAaMm", strict=True))

LARGEST_CODE = 10**9
"""A written number beyond it is read as this one: no codebook is that large."""


@dataclass(frozen=True)
class Piece:
    """One tag, one motion token (with its `code`) or one stretch of text."""

    text: str
    is_tag: bool = False
    code: int | None = None

    @property
    def is_text(self) -> bool:
        return not self.is_tag and self.code is None

    @property
    def letter(self) -> str:
        """T t O o A a M m for the tags, c for a code, x for text, nothing for blanks."""
        if self.is_tag:
            return _LETTERS[self.text]
        if self.code is not None:
            return "c"
        return "x" if self.text.strip() else ""


def pieces_of_text(text: str) -> list[Piece]:
    """Cut a string at tags and motion tokens; what follows an end-of-sequence mark is dropped."""
    end = _END.search(text)
    pieces = []
    for part in _MARK.split(text[: end.start()] if end else text):
        found = _CODE.fullmatch(part)
        if found:
            digits = found[1]
            pieces.append(Piece(part, code=int(digits) if len(digits) < 10 else LARGEST_CODE))
        elif part:
            pieces.append(Piece(part, is_tag=part in _LETTERS))
    return pieces


def pieces_of_ids(
    ids: Sequence[int], vocabulary: MotionVocabulary, tokenizer: PreTrainedTokenizerBase
) -> list[Piece]:
    """Cut token ids at tag and motion tokens; stops at the end of sequence, skips padding."""
    pieces: list[Piece] = []
    run: list[int] = []

    def flush() -> None:
        if run:
            text = tokenizer.decode(run, skip_special_tokens=False, clean_up_tokenization_spaces=False)
            pieces.append(Piece(str(text)))
            run.clear()

    size = len(tokenizer)
    for token in map(int, ids):
        if token == tokenizer.eos_token_id:
            break
        if token == tokenizer.pad_token_id:
            continue
        if (tag := vocabulary.tag_of.get(token)) is not None:
            flush()
            pieces.append(Piece(tag, is_tag=True))
        elif (code := vocabulary.code_of.get(token)) is not None:
            flush()
            pieces.append(Piece(f"<Motion_{code}>", code=code))
        elif 0 <= token < size:
            run.append(token)
        else:
            flush()
            pieces.append(Piece("�"))  # a row of the model's head that no token owns
    flush()
    return pieces
