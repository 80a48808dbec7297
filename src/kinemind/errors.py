"""Errors that a user can cause: each carries one sentence, shown without a traceback, exit code 2."""


class InputError(ValueError):
    """Bad input or usage: a missing, broken or unsuitable file, prompt, option or folder."""
