"""Entailment by a sequence classifier trained on natural language inference, such as DeBERTa-v3 on MNLI.

Williams et al., "A Broad-Coverage Challenge Corpus for Sentence Understanding through Inference", NAACL 2018;
He et al., "DeBERTaV3", ICLR 2023.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Float

from kinemind.errors import InputError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_LOG = logging.getLogger(__name__)
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[\w.-]+)?")
DEFAULT_LIMIT = 512
"""Tokens of a pair where neither tokenizer nor model states a limit."""


class ClassifierEntailment:
    """The softmax probability of one label of a classifier, in evaluation mode and float32."""

    def __init__(
        self, name: str, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, batch_size: int = 32
    ) -> None:
        """Raises InputError where the model has no label "entailment"."""
        self.name = name
        self.label = entailment_label(name, model.config.id2label or {})
        self.limit = _limit(model, tokenizer)
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._batch_size = batch_size

    @torch.no_grad()
    def probability(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Float[np.ndarray, " N"]:
        """Probability, 0..1, that every premise entails its hypothesis.

        Pairs of like length share a batch.  A pair of more than `limit` tokens loses the end of its longer
        text, and a warning says how many did.  Raises ValueError where there are not as many of either.
        """
        pairs = list(zip(premises, hypotheses, strict=True))
        result = np.zeros(len(pairs), np.float64)
        if not pairs:
            return result
        whole = self._tokenizer(*map(list, zip(*pairs, strict=True)), verbose=False)["input_ids"]
        lengths = np.array([len(ids) for ids in whole])
        if long := int((lengths > self.limit).sum()):
            _LOG.warning(
                "%d of %d pairs are longer than the %d tokens that %s reads and were cut",
                long, len(pairs), self.limit, self.name,
            )  # fmt: skip
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(order), self._batch_size):
            rows = order[start : start + self._batch_size]
            first, second = zip(*(pairs[row] for row in rows), strict=True)
            inputs = self._tokenizer(
                list(first), list(second), truncation=True, max_length=self.limit, padding=True,
                return_tensors="pt",
            )  # fmt: skip
            logits = self._model(**inputs.to(self._model.device)).logits
            result[rows] = logits.double().softmax(-1)[:, self.label].cpu().numpy()
        return result


def entailment_label(name: str, labels: Mapping[Any, str]) -> int:
    """The index of the label "entailment", in capitals or not, of the model `name`.

    Raises InputError where no label or several are called so, or where it is the only one.
    """
    found = [index for index, label in labels.items() if str(label).strip().lower() == "entailment"]
    if len(found) != 1 or len(labels) < 2:
        listed = ", ".join(str(labels[index]) for index in sorted(labels)[:6])
        raise InputError(
            f"{name} cannot be used as an NLI model: one of two or more labels must be called "
            f"'entailment', and its id2label says {listed or 'nothing'}"
        )
    return int(found[0])


def load_classifier(name: str, device: str = "auto") -> ClassifierEntailment:
    """The classifier in a local folder or of a hub name; weights from safetensors only, no code of its own.

    Raises InputError where it cannot be loaded, has weights that are missing in the file (a head that was
    never trained would give random probabilities), or a tokenizer without words or of another model.
    """
    from safetensors import SafetensorError
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging as switches

    place = _place(name)
    target = _device(device)
    bars = switches.is_progress_bar_enabled()
    switches.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False)
        model, loading = AutoModelForSequenceClassification.from_pretrained(
            place,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"the NLI model {name} cannot be loaded: {reason}") from None
    finally:
        if bars:
            switches.enable_progress_bar()
    if lacking := sorted(map(str, (*loading["missing_keys"], *loading["mismatched_keys"]))):
        raise InputError(
            f"the weights of {name} lack {', '.join(lacking[:3])}: it is no trained sequence classifier"
        )
    _check_tokenizer(name, tokenizer, model)
    return ClassifierEntailment(name, model.to(target), tokenizer)


def _place(name: str) -> str:
    """Where to load from: the folder, or the hub name as it is."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if folder.exists() or not _HUB_NAME.fullmatch(name):
            raise InputError(f"there is no NLI model in {name}: it is neither a folder nor a hub name")
        return name
    if not (folder / "config.json").is_file():
        raise InputError(f"there is no NLI model in {name}: config.json is missing")
    if not any(folder.glob("*.safetensors")):
        raise InputError(f"{name} holds no safetensors weights; pickled ones (.bin, .pt) are not read")
    return str(folder)


def _check_tokenizer(name: str, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel) -> None:
    # without its files transformers makes a tokenizer that knows no word, and says nothing
    pieces = set(tokenizer("a person walks forward", add_special_tokens=False)["input_ids"])
    if not pieces - {tokenizer.unk_token_id}:
        raise InputError(f"the tokenizer of {name} knows no words: its vocabulary is missing")
    weights = model.get_input_embeddings().weight
    assert isinstance(weights, torch.Tensor)
    rows = weights.shape[0]
    if len(tokenizer) > rows:
        raise InputError(
            f"the tokenizer of {name} has {len(tokenizer)} tokens and its model {rows}: "
            "they do not belong together"
        )


def _limit(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Tokens of a pair.  A tokenizer without a limit of its own says a number of thirty digits."""
    known = [tokenizer.model_max_length] if tokenizer.model_max_length < 10**6 else []
    positions = getattr(model.config, "max_position_embeddings", None)
    if positions and positions > 0:
        # RoBERTa and its kin count positions from the one after the padding's
        unused = (model.config.pad_token_id or 0) + 1 if "roberta" in model.config.model_type else 0
        known.append(positions - unused)
    return min(known) if known else DEFAULT_LIMIT


def _device(device: str) -> torch.device:
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        chosen = torch.device(device)
    except RuntimeError:
        raise InputError(f"there is no device {device!r}; use auto, cpu or cuda") from None
    if chosen.type == "cuda" and not torch.cuda.is_available():
        raise InputError("there is no CUDA device here; use the device cpu or auto")
    return chosen
