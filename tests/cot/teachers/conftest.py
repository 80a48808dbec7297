"""A subject with a motion and its facts; an environment without keys or proxies."""

import pytest

from kinemind.corpora.synthetic import perform
from kinemind.cot.subject import Subject
from kinemind.kinematics.facts import measure

CAPTION = "a person walks forward, then raises the right hand"


@pytest.fixture(scope="session")
def subject() -> Subject:
    motion = perform("walk-forward", "raise-right-hand")
    join = motion.steps[0].end
    return Subject(
        "synthetic/1",
        "t2m",
        CAPTION,
        motion.seconds,
        facts=measure(motion),
        joins=(join,),
        motion=lambda: motion,
    )


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GEMINI_API_KEY", "GOOGLE_API_KEY", "MY_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
