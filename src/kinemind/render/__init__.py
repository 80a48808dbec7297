"""Drawing of moving skeletons: frames of a video, and a strip of key poses."""

from kinemind.render.frames import film_frames
from kinemind.render.storyboard import storyboard

__all__ = ["film_frames", "storyboard"]
