"""Three hundred hostile uploads: each is refused, nothing they hold is run, and the server lives on."""

from pathlib import Path

from fastapi.testclient import TestClient

from tests.studio.conftest import Serve
from tests.studio.hostile import TRICKS, hostile_uploads
from tests.studio.puppet import Puppet

URLS = ("/v1/describe", "/v1/caption", "/v1/convert")


def test_each_is_answered_with_a_sentence_and_the_server_lives(
    serve: Serve, puppet: Puppet, clips: dict[str, bytes], tmp_path: Path
):
    trap = tmp_path / "betrayed"
    wrong = []
    with serve(folder=tmp_path / "shelf", max_unpacked_mb=64, read_seconds=10) as client:
        for number, (name, data) in enumerate(hostile_uploads(clips, trap)):
            url = URLS[number % 3]
            response = client.post(url, files={"file": (name, data)}, data={"to": "npy"})
            error = response.json().get("error", {}) if response.status_code >= 400 else {}
            if not 400 <= response.status_code < 500 or not error.get("message"):
                wrong.append((url, name[:60], data[:80], response.status_code, response.text[:200]))
        assert not wrong, wrong
        assert not trap.exists() and not puppet.calls
        assert not [path for path in (tmp_path / "shelf").rglob("*") if path.is_file()]
        assert client.get("/healthz").json() == {"status": "ok"}
        good = client.post("/v1/caption", files={"file": ("clip.bvh", clips[".bvh"])})
        assert good.status_code == 200 and good.json()["caption"] == "sways"


def test_a_good_file_under_a_tricky_name_is_read_and_stays_in_its_place(
    client: TestClient, clips: dict[str, bytes], tmp_path: Path
):
    root = client.app.state.studio.shelf.root
    before = {path for path in Path.cwd().iterdir()}
    for trick in TRICKS:
        name = trick.format("x.bvh")
        response = client.post("/v1/convert", files={"file": (name, clips[".bvh"])}, data={"to": "npz"})
        assert response.status_code == 200, (name, response.text)
        link = response.json()["file"]
        place, found = link.split("/")[3:]
        assert (root / place / found).resolve().is_relative_to(root)
        assert client.get(link).status_code == 200
    assert {path for path in Path.cwd().iterdir()} == before


def test_nothing_of_an_upload_is_left_behind(client: TestClient, clips: dict[str, bytes], monkeypatch):
    import tempfile

    made = []
    real = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **more: made.append(real(**more)) or made[-1])
    client.post("/v1/describe", files={"file": ("clip.bvh", clips[".bvh"])})
    client.post("/v1/describe", files={"file": ("clip.bvh", b"HIERARCHY")})
    assert len(made) == 2 and not any(Path(folder).exists() for folder in made)
