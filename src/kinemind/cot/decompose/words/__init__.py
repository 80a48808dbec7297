"""The words that captions are read by."""
