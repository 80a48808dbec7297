"""What the public code computes, in plain torch: sorted batches, 196 padded frames, packed sequences."""

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence

State = dict[str, torch.Tensor]


def co_embedding(state: State, inputs: torch.Tensor, lengths: list[int]) -> torch.Tensor:
    """Rows sorted by length, as pack_padded_sequence demands by default."""
    assert lengths == sorted(lengths, reverse=True)
    width = state["hidden"].shape[-1]
    gru = torch.nn.GRU(width, width, batch_first=True, bidirectional=True)
    gru.load_state_dict({k.removeprefix("gru."): v for k, v in state.items() if k.startswith("gru.")})
    embedded = F.linear(inputs, state["input_emb.weight"], state["input_emb.bias"])
    packed = pack_padded_sequence(embedded, lengths, batch_first=True)
    _, last = gru(packed, state["hidden"].repeat(1, len(lengths), 1))
    x = torch.cat([last[0], last[1]], dim=-1)
    x = F.linear(x, state["output_net.0.weight"], state["output_net.0.bias"])
    x = F.layer_norm(x, (width,), state["output_net.1.weight"], state["output_net.1.bias"])
    x = F.leaky_relu(x, 0.2)
    return F.linear(x, state["output_net.3.weight"], state["output_net.3.bias"])


@torch.no_grad()
def motion_embeddings(
    checkpoint: dict, mean: np.ndarray, std: np.ndarray, clips: list[np.ndarray]
) -> np.ndarray:
    """Embeddings in the order of the clips (the public wrapper gives them longest first)."""
    lengths = [min(len(clip), 196) // 4 * 4 for clip in clips]
    order = list(np.argsort(lengths)[::-1])
    batch = np.zeros((len(clips), 196, len(mean)))
    for row, number in enumerate(order):
        length = lengths[number]
        batch[row, :length] = (clips[number][:length] - mean) / std
    state: State = checkpoint["movement_encoder"]
    x = torch.from_numpy(batch).float()[..., :-4].permute(0, 2, 1)
    for layer in ("main.0", "main.3"):
        x = F.conv1d(x, state[f"{layer}.weight"], state[f"{layer}.bias"], stride=2, padding=1)
        x = F.leaky_relu(x, 0.2)
    movements = F.linear(x.permute(0, 2, 1), state["out_net.weight"], state["out_net.bias"])
    found = co_embedding(checkpoint["motion_encoder"], movements, [lengths[i] // 4 for i in order])
    return found.numpy()[np.argsort(order)]


@torch.no_grad()
def text_embeddings(checkpoint: dict, words: np.ndarray, tags: np.ndarray, lengths: list[int]) -> np.ndarray:
    """Embeddings in the given order of word vectors [N, 22, 300] and one-hot tags [N, 22, 15]."""
    order = list(np.argsort(lengths)[::-1])
    state: State = checkpoint["text_encoder"]
    x = torch.from_numpy(words[order]).float()
    x = x + F.linear(torch.from_numpy(tags[order]).float(), state["pos_emb.weight"], state["pos_emb.bias"])
    return co_embedding(state, x, [lengths[i] for i in order]).numpy()[np.argsort(order)]


def gru_by_hand(state: State, inputs: torch.Tensor) -> torch.Tensor:
    """The equations of the GRU over one sequence [L, D], both ways, from the learnt states: [2 D]."""
    ends = []
    for way, suffix in enumerate(("", "_reverse")):
        w_in, w_hid = state[f"gru.weight_ih_l0{suffix}"], state[f"gru.weight_hh_l0{suffix}"]
        b_in, b_hid = state[f"gru.bias_ih_l0{suffix}"], state[f"gru.bias_hh_l0{suffix}"]
        h = state["hidden"][way, 0]
        for x in inputs if way == 0 else inputs.flip(0):
            r_in, z_in, n_in = (w_in @ x + b_in).chunk(3)
            r_hid, z_hid, n_hid = (w_hid @ h + b_hid).chunk(3)
            reset, update = torch.sigmoid(r_in + r_hid), torch.sigmoid(z_in + z_hid)
            h = (1 - update) * torch.tanh(n_in + reset * n_hid) + update * h
        ends.append(h)
    return torch.cat(ends)
