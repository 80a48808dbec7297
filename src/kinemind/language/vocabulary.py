"""Motion tokens and tags inside a Hugging Face tokenizer and model; a small BPE for nano."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

from kinemind.errors import InputError
from kinemind.language.dialects import TAGS

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase, PreTrainedTokenizerFast

END_OF_TURN, START_OF_TURN, PADDING = "<|im_end|>", "<|im_start|>", "<|endoftext|>"

NANO_CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

NOISE = 0.1
"""New embeddings are the mean of the old ones plus this share of their standard deviation."""


def motion_token(code: int) -> str:
    return f"<Motion_{code}>"


@dataclass(frozen=True)
class MotionVocabulary:
    """Where the motion codes and tags live in a tokenizer's vocabulary.

    `motion_ids[code]` is the token id of a code; `tag_ids` has the order of `dialects.TAGS`;
    `new_ids` are the ids that were not in the tokenizer before (their embeddings want an initial value).
    """

    motion_ids: tuple[int, ...]
    tag_ids: tuple[int, ...]
    new_ids: tuple[int, ...] = field(default=(), compare=False)

    @property
    def codebook_size(self) -> int:
        return len(self.motion_ids)

    @cached_property
    def code_of(self) -> dict[int, int]:
        """Token id → code, for motion tokens only."""
        return {token: code for code, token in enumerate(self.motion_ids)}

    @cached_property
    def tag_of(self) -> dict[int, str]:
        """Token id → tag, for tags only."""
        return dict(zip(self.tag_ids, TAGS, strict=True))

    def tag_id(self, tag: str) -> int:
        return self.tag_ids[TAGS.index(tag)]

    def encode(self, codes: Iterable[int]) -> list[int]:
        """Codes → token ids.  Raises InputError for a code outside the codebook."""
        values = [int(code) for code in codes]
        for code in values:
            if not 0 <= code < self.codebook_size:
                raise InputError(f"motion code {code} is outside the codebook of {self.codebook_size}")
        return [self.motion_ids[code] for code in values]

    def decode(self, ids: Iterable[int]) -> list[int]:
        """Token ids → codes.  Raises InputError for an id that is no motion token."""
        try:
            return [self.code_of[int(token)] for token in ids]
        except KeyError as error:
            raise InputError(f"token id {error.args[0]} is not a motion token") from None

    def text(self, codes: Iterable[int]) -> str:
        """Codes as text, the form in which a tokenizer turns them into the same ids."""
        return "".join(motion_token(int(code)) for code in codes)

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerBase) -> MotionVocabulary:
        """The vocabulary found in a tokenizer that already has it.  Raises InputError where it has none."""
        known = tokenizer.get_vocab()
        motion: list[int] = []
        while (token := known.get(motion_token(len(motion)))) is not None:
            motion.append(token)
        if not motion or any(tag not in known for tag in TAGS):
            raise InputError("this language model has no motion tokens: it was not made by kinemind train")
        return cls(tuple(motion), tuple(known[tag] for tag in TAGS))


def add_motion_tokens(tokenizer: PreTrainedTokenizerBase, codebook_size: int) -> MotionVocabulary:
    """Adds what is missing of the tags and `<Motion_0>` … `<Motion_{codebook_size-1}>`, in place.

    They are non-special (text rewards and `skip_special_tokens` decoding keep them), never normalised,
    and take no neighbouring space with them.
    """
    from transformers import AddedToken

    if codebook_size < 1:
        raise InputError(f"a codebook has at least one code, not {codebook_size}")
    known = set(tokenizer.get_vocab())
    wanted = [*TAGS, *(motion_token(code) for code in range(codebook_size))]
    new = [text for text in wanted if text not in known]
    tokenizer.add_tokens(
        [
            AddedToken(text, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            for text in new
        ]
    )
    vocabulary = MotionVocabulary.of(tokenizer)
    assert vocabulary.codebook_size == codebook_size, "the tokenizer holds a larger codebook already"
    ids = tokenizer.get_vocab()
    return MotionVocabulary(vocabulary.motion_ids, vocabulary.tag_ids, tuple(ids[text] for text in new))


def extend_model(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    vocabulary: MotionVocabulary,
    seed: int = 0,
) -> None:
    """Gives the new tokens embeddings and output rows, in place, both trainable; tied heads stay tied.

    Their start is the mean of the known tokens' rows plus noise of a tenth of their standard deviation:
    at the mean no new token draws probability from the old ones, the noise tells them apart.  The matrix
    never shrinks (some models have more rows than their tokenizer has tokens).
    """
    import torch

    if len(tokenizer) > cast("torch.Tensor", model.get_input_embeddings().weight).shape[0]:
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    new = torch.tensor(sorted(vocabulary.new_ids), dtype=torch.long)
    head = model.get_output_embeddings()
    matrices = [cast("torch.Tensor", model.get_input_embeddings().weight)]
    if head is not None and (output := cast("torch.Tensor", head.weight)) is not matrices[0]:
        matrices.append(output)
    with torch.no_grad():
        for number, matrix in enumerate(matrices):
            _start_rows(matrix, new, len(tokenizer), torch.Generator().manual_seed(seed + number))
        bias = getattr(head, "bias", None)
        if bias is not None and len(new):
            old = torch.ones(len(bias), dtype=torch.bool)
            old[new] = False
            bias[new] = bias[: len(tokenizer)][old[: len(tokenizer)]].mean()
    for matrix in matrices:
        matrix.requires_grad_(True)


def _start_rows(matrix: torch.Tensor, new: torch.Tensor, used: int, generator: torch.Generator) -> None:
    import torch

    if not len(new):
        return
    known = torch.ones(matrix.shape[0], dtype=torch.bool)
    known[used:] = False
    known[new] = False
    old = matrix[known.to(matrix.device)].float()
    noise = torch.randn(len(new), matrix.shape[1], generator=generator).to(matrix.device)
    start = old.mean(0) + NOISE * old.std(0) * noise
    matrix[new.to(matrix.device)] = start.to(matrix.dtype)


def train_bpe(texts: Sequence[str], size: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE of at most `size` tokens with nano's chat template.

    Any unicode text comes back as it was.  `size` counts the 256 bytes and the three control tokens, not
    what `add_motion_tokens` adds later.  The end of turn is the end of sequence; padding is on the left,
    as generation wants it.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    control = [PADDING, START_OF_TURN, END_OF_TURN]
    if size < 256 + len(control):
        raise InputError(f"a byte-level vocabulary has at least {256 + len(control)} tokens, not {size}")
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=control,
        show_progress=False,
    )
    # every example holds the two roles of the chat template, so each deserves to be one token
    roles = ["user\n", "assistant\n"] * max(8, len(texts))
    core.train_from_iterator([*texts, *roles], trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token=PADDING,
        eos_token=END_OF_TURN,
        padding_side="left",
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = NANO_CHAT_TEMPLATE
    return tokenizer
