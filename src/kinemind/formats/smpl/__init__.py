"""SMPL pose parameters (.smpl.npz) in the layout of AMASS, without the licensed body model."""

from kinemind.formats.smpl.poses import read_smpl, write_smpl

__all__ = ["read_smpl", "write_smpl"]
