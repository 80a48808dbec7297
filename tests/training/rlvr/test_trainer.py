"""Answers of like length go through the model together: log probabilities and gradients stay the same."""

from pathlib import Path

import pytest
import torch
from trl import GRPOTrainer

from kinemind.training.rlvr.trainer import TrimmedTrainer
from tests.training.rlvr.tiny import Watched, make_bundle, make_records, tiny_stage, trained

BEFORE, LONGEST = 20, 70


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    stage = tiny_stage(make_bundle(tmp_path / "bundle"), make_records(tmp_path), steps=1)
    return trained(monkeypatch, stage, tmp_path / "run")


def batch(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Prompts padded on the left, answers on the right; one answer is a single token long."""
    random = torch.Generator().manual_seed(0)
    ids = torch.randint(5, 290, (rows, BEFORE + LONGEST), generator=random)
    starts = torch.randint(0, BEFORE, (rows, 1), generator=random)
    ends = BEFORE + torch.randint(1, LONGEST + 1, (rows, 1), generator=random)
    ends[3], ends[5] = BEFORE + 1, BEFORE + LONGEST
    places = torch.arange(BEFORE + LONGEST)
    return ids, ((places >= starts) & (places < ends)).long()


@pytest.mark.parametrize(("rows", "passes"), [(8, 1), (17, 2), (64, 6)])
def test_the_same_comes_out(trainer: Watched, rows: int, passes: int) -> None:
    model = trainer.model.train(False)
    ids, mask = batch(rows)
    widths: list[int] = []
    hook = model.model.register_forward_pre_hook(
        lambda *seen: widths.append(seen[2]["input_ids"].shape[1]), with_kwargs=True
    )

    def found(kind: type[GRPOTrainer]) -> tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]]:
        model.zero_grad()
        logps, entropies, _ = kind._get_per_token_logps_and_entropies(
            trainer, model, ids, mask, LONGEST, compute_entropy=True
        )
        weights = torch.linspace(-1, 1, logps.numel()).view_as(logps) * mask[:, BEFORE:]
        (logps * weights).sum().backward()
        return logps.detach(), entropies.detach(), [p.grad.clone() for p in model.parameters()]

    theirs = found(GRPOTrainer)
    assert widths == [BEFORE + LONGEST]
    ours = found(TrimmedTrainer)
    hook.remove()
    assert len(widths) == 1 + passes
    if passes > 1:
        assert max(widths[1:]) <= BEFORE + LONGEST and min(widths[1:]) < BEFORE + LONGEST
    kept = mask[:, BEFORE:].bool()
    torch.testing.assert_close(ours[0][kept], theirs[0][kept], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(ours[1][kept], theirs[1][kept], atol=1e-5, rtol=1e-5)
    for one, other in zip(ours[2], theirs[2], strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)
