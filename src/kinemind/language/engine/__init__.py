"""The generation engine: our own forward pass over a key-value cache, for the architectures it knows.

`fuse` reads a transformers model once, `write` decodes with it.  What `fuse` does not know (another
architecture, adapters, quantised modules) it answers with None, and decoding goes through transformers.
"""

from kinemind.language.engine.loop import write
from kinemind.language.engine.reading import fuse, version
from kinemind.language.engine.weights import Weights

__all__ = ["Weights", "fuse", "version", "write"]
