"""glTF in one file (.glb): a skinned figure that moves; write, and read back.

glTF is in metres, y up, a figure facing +z: our own axes.  Nodes are the skeleton's joints under their own
names, the rest pose is a T-pose on the floor, and one animation turns the joints and moves the root.
"""

from kinemind.formats.gltf.reading import read_glb
from kinemind.formats.gltf.writing import write_glb

__all__ = ["read_glb", "write_glb"]
