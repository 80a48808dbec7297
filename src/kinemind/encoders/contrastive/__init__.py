"""Contrastive text–motion encoders: one space for both, after TMR (Petrovich et al., ICCV 2023)."""
