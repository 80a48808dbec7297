"""Feet that stand where they stand: contacts found, pinned, and the legs bent to reach them."""

from kinemind.kinematics.footing.cleaning import clean_feet

__all__ = ["clean_feet"]
