"""The motion tokenizer: VQ-VAE, quantizer, losses, and the flat token stream."""

from kinemind.tokenizer.motion_tokenizer import MIN_FRAMES, MotionTokenizer
from kinemind.tokenizer.vqvae import VQVAE, VQVAEConfig

__all__ = ["MIN_FRAMES", "VQVAE", "MotionTokenizer", "VQVAEConfig"]
