"""What a studio's server answers to the page, served by the browser's own routing: no server runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import kinemind.studio
from kinemind.formats.html_page import view_of
from kinemind.motion import Motion

STATIC = Path(kinemind.studio.__file__).parent / "static"
HOME = "http://studio.test/"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:"
    "; base-uri 'none'; form-action 'none'"
)
REASONING = (
    "Two steps, 3.0 s. 1. The person walks forward (legs, forward, 1.5 s). "
    "2. Then the person raises the right hand (right arm, up, 1.5 s)."
)
INFO = {
    "bundle": "nano",
    "version": "1",
    "formats": ["npz", "bvh", "glb", "mp4", "html"],
    "readable": ["bvh", "npz", "npy"],
    "limits": {
        "max_seconds": 30,
        "max_prompt": 200,
        "max_upload_mb": 1,
        "max_candidates": 16,
        "max_takes": 4,
    },
    "licence": "none",
}


class Answers:
    """Answers by path; `asked` are the bodies of the requests to the API."""

    def __init__(self, page: Any, motion: Motion) -> None:
        self.motion = motion
        self.asked: list[tuple[str, str]] = []
        self.by_path: dict[str, Callable[[Any], None]] = {}
        page.route("**/*", self._answer)

    def _answer(self, route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path == "/" or path.startswith("/static/"):
            file = STATIC / (path.removeprefix("/static/") if path != "/" else "index.html")
            headers = {"Content-Security-Policy": POLICY} if path == "/" else {}
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix], headers=headers)
            return
        body = route.request.post_data_buffer or b""
        self.asked.append((path, body.decode("latin-1")))
        for start, answer in self.by_path.items():
            if path.startswith(start):
                return answer(route)
        if path == "/v1/info":
            return route.fulfill(json=INFO)
        if path.startswith("/v1/takes/"):
            return route.fulfill(json=view_of(self.motion, REASONING, 7))
        if path == "/v1/generate":
            return self.stream(route, self.events(json.loads(body)))
        if path.startswith("/v1/files/"):
            name = path.rsplit("/", 1)[1]
            headers = {"Content-Disposition": f'attachment; filename="walk-{name}"'}
            return route.fulfill(body=b"motion", content_type="application/octet-stream", headers=headers)
        route.fulfill(status=404, json={"error": {"code": "not_found", "message": "nothing is here"}})

    def steps(self) -> list[dict[str, Any]]:
        return [{"text": s.text, "start": s.start, "end": s.end} for s in self.motion.steps]

    def take(self, request: dict[str, Any], number: int) -> dict[str, Any]:
        """A take as the API answers it."""
        files = {name: f"/v1/files/abc/{number:02d}.{name}" for name in request["formats"]}
        take = {
            "text": request["text"],
            "reasoning": REASONING,
            "steps": self.steps(),
            "motion_tokens": [1, 2],
            "num_frames": len(self.motion),
            "fps": self.motion.fps,
            "seed": request["seed"] + number,
            "files": files,
            "view": f"/v1/takes/abc/{number}",
        }
        if request["use_com"]:
            candidates = [
                {
                    "score": score,
                    "components": {"plan_agreement": score},
                    "view": f"/v1/takes/abc/0?candidate={i}",
                }
                for i, score in enumerate((0.4, 0.7))
            ]
            for i, one in enumerate(candidates):
                one["files"] = {name: f"/v1/files/abc/00-c{i:02d}.{name}" for name in request["formats"]}
            take["com"] = {"rounds": [{"candidates": candidates, "critique": "Lift it higher."}], "chosen": 1}
        return take

    def events(self, request: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The stream of a request that goes well."""
        told: list[tuple[str, dict[str, Any]]] = [("job", {"id": "j"}), ("queue", {"position": 1})]
        for number in range(request["num"]):
            told += [
                ("reasoning", {"take": number, "text": piece}) for piece in (REASONING[:40], REASONING[40:])
            ]
            told.append(("plan", {"take": number, "steps": self.steps()}))
            joints = self.motion.joints[:20].tolist()
            told.append(("motion", {"take": number, "start": 0, "fps": 20, "joints": joints}))
            told.append(("take", {"take": number, **self.take(request, number)}))
        return [*told, ("done", {"id": "abc", "bundle": "nano"})]

    @staticmethod
    def stream(route: Any, events: list[tuple[str, dict[str, Any]]]) -> None:
        text = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
        route.fulfill(body=text, content_type="text/event-stream")
