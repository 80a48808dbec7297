"""Loading finest.tar: the published layout and nothing else."""

import os
import warnings
from pathlib import Path

import pytest
import torch

from kinemind.encoders.guo2022.checkpoint import load_networks
from kinemind.errors import InputError
from tests.encoders.guo2022.conftest import random_checkpoint


@pytest.fixture(scope="module")
def checkpoint() -> dict:
    return random_checkpoint(263)


def saved(content: object, folder: Path, **options: bool) -> Path:
    torch.save(content, folder / "finest.tar", **options)
    return folder / "finest.tar"


def changed(checkpoint: dict, key: str, **values: object) -> dict:
    """Only what the loader reads up to the fault, so that the files are small."""
    state = {**checkpoint[key], **values}
    return {**checkpoint, key: {name: v for name, v in state.items() if v is not None}}


def test_every_tensor_arrives(checkpoint, tmp_path):
    networks = load_networks(saved(checkpoint, tmp_path), 263)
    for key, network in (
        ("movement_encoder", networks.movement),
        ("motion_encoder", networks.motion),
        ("text_encoder", networks.text),
    ):
        assert not network.training and not any(p.requires_grad for p in network.parameters())
        state = network.state_dict()
        assert state.keys() == checkpoint[key].keys()
        assert all(torch.equal(value, checkpoint[key][name]) for name, value in state.items())


def test_the_old_file_format_is_read(checkpoint, tmp_path):
    path = saved(checkpoint, tmp_path, _use_new_zipfile_serialization=False)
    networks = load_networks(path, 263)
    assert torch.equal(networks.motion.hidden, checkpoint["motion_encoder"]["hidden"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"out_net.bias": None}, "lacks the parameter out_net.bias"),
        ({"extra.weight": torch.zeros(2)}, "unknown parameter 'extra.weight'"),
        ({"out_net.bias": torch.zeros(511)}, r"out_net.bias .* shape \(511,\), not \(512,\)"),
        ({"out_net.bias": torch.full((512,), float("nan"))}, "out_net.bias .* NaN"),
        ({"out_net.bias": torch.zeros(512, dtype=torch.int64)}, "out_net.bias .* no array of real numbers"),
        ({"out_net.bias": "none"}, "out_net.bias .* no array of real numbers"),
    ],
)
def test_a_wrong_parameter_is_named(checkpoint, tmp_path, values, message):
    path = saved(
        {"movement_encoder": changed(checkpoint, "movement_encoder", **values)["movement_encoder"]}, tmp_path
    )
    with pytest.raises(InputError, match=message):
        load_networks(path, 263)


def test_a_checkpoint_of_the_other_data_set_is_refused(checkpoint, tmp_path):
    with pytest.raises(InputError, match=r"main.0.weight .* \(512, 259, 4\), not \(512, 247, 4\)"):
        load_networks(saved(checkpoint, tmp_path), 251)


@pytest.mark.parametrize("content", [{}, {"movement_encoder": torch.zeros(3)}, [1, 2], torch.zeros(3)])
def test_other_content_is_refused(content, tmp_path):
    with pytest.raises(InputError, match=r"missing|no dictionary"):
        load_networks(saved(content, tmp_path), 263)


def test_cut_and_foreign_files_are_refused(checkpoint, tmp_path):
    whole = saved({"movement_encoder": checkpoint["movement_encoder"]}, tmp_path).read_bytes()
    path = tmp_path / "cut.tar"
    for data in (b"", b"PK", b"not a checkpoint at all", whole[: len(whole) // 2], whole[:-100], whole[:200]):
        path.write_bytes(data)
        with pytest.raises(InputError, match="no readable checkpoint") as caught:
            load_networks(path, 263)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="there is no checkpoint"):
        load_networks(tmp_path / "absent.tar", 263)


class _Hostile:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_hostile_checkpoint_runs_nothing(tmp_path, zipped):
    trace = tmp_path / "trace"
    path = saved(
        {"movement_encoder": _Hostile(f"touch {trace}")}, tmp_path, _use_new_zipfile_serialization=zipped
    )
    with pytest.raises(InputError, match="no readable checkpoint"):
        load_networks(path, 263)
    assert not trace.exists()
    # the same file does run when it is trusted: the test would notice a loader that trusts it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.load(path, weights_only=False)
    assert trace.exists()
