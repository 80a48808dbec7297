"""How near generated captions come to reference captions: BLEU, ROUGE-L, CIDEr-D and BERTScore.

All but BERTScore read words, and how captions become words (`wording`) moves the numbers more than most
models do: name the style beside every figure.
"""
