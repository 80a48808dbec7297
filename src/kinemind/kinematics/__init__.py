"""Facts measured on a motion: travel, turns, hands, trunk, feet, vertical moves, phases, plausibility."""
