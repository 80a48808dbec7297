"""Names and shapes of the published checkpoints, written down from networks/modules.py of text-to-motion."""

Shape = tuple[int, ...]


def gru(width: int) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for way in ("", "_reverse"):
        shapes[f"gru.weight_ih_l0{way}"] = (3 * width, width)
        shapes[f"gru.weight_hh_l0{way}"] = (3 * width, width)
        shapes[f"gru.bias_ih_l0{way}"] = (3 * width,)
        shapes[f"gru.bias_hh_l0{way}"] = (3 * width,)
    return shapes


def movement_encoder(feature_size: int) -> dict[str, Shape]:
    return {
        "main.0.weight": (512, feature_size - 4, 4),
        "main.0.bias": (512,),
        "main.3.weight": (512, 512, 4),
        "main.3.bias": (512,),
        "out_net.weight": (512, 512),
        "out_net.bias": (512,),
    }


TEXT_ENCODER: dict[str, Shape] = {
    "hidden": (2, 1, 512),
    "pos_emb.weight": (300, 15),
    "pos_emb.bias": (300,),
    "input_emb.weight": (512, 300),
    "input_emb.bias": (512,),
    **gru(512),
    "output_net.0.weight": (512, 1024),
    "output_net.0.bias": (512,),
    "output_net.1.weight": (512,),
    "output_net.1.bias": (512,),
    "output_net.3.weight": (512, 512),
    "output_net.3.bias": (512,),
}

MOTION_ENCODER: dict[str, Shape] = {
    "hidden": (2, 1, 1024),
    "input_emb.weight": (1024, 512),
    "input_emb.bias": (1024,),
    **gru(1024),
    "output_net.0.weight": (1024, 2048),
    "output_net.0.bias": (1024,),
    "output_net.1.weight": (1024,),
    "output_net.1.bias": (1024,),
    "output_net.3.weight": (512, 1024),
    "output_net.3.bias": (512,),
}
