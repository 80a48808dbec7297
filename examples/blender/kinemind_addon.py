"""Kinemind in Blender: a sentence becomes an animated armature.

Blender 4.2 or newer.  Install: Edit > Preferences > Add-ons > Install from Disk, this file.  Start a server
with `kinemind studio`, then open the sidebar of the 3D view (N) and its tab Kinemind.  Only the standard
library and Blender's own BVH importer are used; the server's API is described in docs/api.md.

The request runs in a thread, which never touches Blender's data; a timer looks at it from Blender's own
thread and imports what has come.
"""

import http.client
import json
import queue
import shutil
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, PointerProperty, StringProperty

bl_info = {
    "name": "Kinemind",
    "author": "The Kinemind authors",
    "version": (0, 1, 0),
    "blender": (4, 2, 0),
    "location": "3D View > Sidebar > Kinemind",
    "description": "Human motion from a sentence, through a Kinemind server",
    "category": "Animation",
}

SERVER = "http://127.0.0.1:7860"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANSWER_SECONDS = 30.0
"""For one answer of the server; a job itself may take longer."""
LOOK_SECONDS = 0.5
"""Between two looks at a job."""
LARGEST_ANSWER = 64 * 2**20
MOST_TRIES = 5
"""Of a request that a busy server turns away."""
METRES_OF_A_BVH_UNIT = 0.01
"""Kinemind writes BVH in centimetres."""
BESIDE = 1.5
"""Metres between the figures of several takes."""


class Failure(Exception):
    """What went wrong, in one sentence for the panel."""


class Cancelled(Exception):
    """The user asked to stop."""


@dataclass(frozen=True)
class Take:
    """One take: its BVH file on this machine, and the sub-actions as (text, start, end) in seconds."""

    path: Path
    text: str
    reasoning: str
    seed: int
    fps: float
    num_frames: int
    steps: tuple[tuple[str, float, float], ...]


class _StaysHere(urllib.request.HTTPRedirectHandler):
    """No redirects: they would carry the token to another host."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Client:
    """Speaks with one server.  Methods raise Failure with one sentence."""

    server: str
    token: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Failure(f"The server's address looks like {SERVER}, not {self.server!r}")

    @property
    def is_local(self) -> bool:
        return urlsplit(self.server).hostname in LOOPBACK

    def submit(self, wish: dict[str, Any]) -> str:
        """The address of a new job."""
        place = self._object("POST", "/v1/generate", {**wish, "async": True}).get("status_url")
        if not isinstance(place, str) or not place.startswith("/v1/jobs/"):
            raise Failure(f"{self.server} did not answer as a Kinemind server does")
        return place

    def job(self, place: str) -> dict[str, Any]:
        return self._object("GET", place)

    def cancel(self, place: str) -> None:
        self._object("DELETE", place)

    def file(self, link: str) -> bytes:
        """The file behind a link of an answer; links to other servers are refused."""
        if not link.startswith("/v1/files/"):
            raise Failure("The server's answer links to a file that is not its own")
        return self._bytes("GET", link)

    def _object(self, method: str, place: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            found = json.loads(self._bytes(method, place, body))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Failure(f"{self.server} did not answer as a Kinemind server does")
        return found

    def _bytes(self, method: str, place: str, body: dict[str, Any] | None = None) -> bytes:
        request = urllib.request.Request(f"{self.server}{place}", method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        handlers = [_StaysHere()]
        if self.is_local:  # a proxy of the company knows nothing of this machine's own ports
            handlers.append(urllib.request.ProxyHandler({}))
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=ANSWER_SECONDS) as answer:
                found = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error, self.server) from None
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise Failure(
                f"No server answers at {self.server} ({reason}); start one with: kinemind studio"
            ) from None
        if len(found) > LARGEST_ANSWER:
            raise Failure("The server's answer is too large")
        return found


class Busy(Failure):
    """The server has no room at the moment; `seconds` until the next try."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def _refused(error: urllib.error.HTTPError, server: str) -> Failure:
    try:
        sentence = str(json.loads(error.read(2**16))["error"]["message"])
    except (ValueError, KeyError, TypeError, OSError):
        return Failure(f"{server} answered {error.code}, not as a Kinemind server does")
    sentence = f"{sentence[:1].upper()}{sentence[1:]}"
    if error.code == 401:
        return Failure("The server asks for a token: set it in the add-on's preferences")
    if error.code == 429:
        try:
            seconds = float(error.headers.get("Retry-After", "2"))
        except ValueError:
            seconds = 2.0
        return Busy(sentence, min(max(seconds, 0.0), 60.0))
    return Failure(sentence)


@dataclass
class Work:
    """One request under way.  The thread writes `said` and `results`, Blender's thread reads them."""

    client: Client
    wish: dict[str, Any]
    folder: Path
    results: queue.SimpleQueue[list[Take] | Exception] = field(default_factory=queue.SimpleQueue)
    stopped: threading.Event = field(default_factory=threading.Event)
    said: str = "Asking the server"
    look_seconds: float = LOOK_SECONDS

    def start(self) -> None:
        threading.Thread(target=self._run, name="kinemind", daemon=True).start()

    def _run(self) -> None:
        try:
            self.results.put(self._takes())
        except (Failure, Cancelled) as error:
            self.results.put(error)
        except (KeyError, TypeError, ValueError, AttributeError):
            self.results.put(Failure(f"{self.client.server} did not answer as a Kinemind server does"))
        except OSError as error:
            self.results.put(Failure(f"The take cannot be kept in {self.folder}: {error.strerror}"))

    def _takes(self) -> list[Take]:
        place = self._submitted()
        answer = self._finished(place)
        takes = []
        for number, take in enumerate(answer["takes"]):
            self.said = f"Fetching take {number + 1} of {len(answer['takes'])}"
            path = self.folder / f"kinemind-{number:02d}.bvh"
            path.write_bytes(self.client.file(str(take["files"]["bvh"])))
            steps = tuple((str(s["text"]), float(s["start"]), float(s["end"])) for s in take["steps"])
            takes.append(
                Take(
                    path,
                    str(take["text"]),
                    str(take["reasoning"]),
                    int(take["seed"]),
                    float(take["fps"]),
                    int(take["num_frames"]),
                    steps,
                )
            )
        return takes

    def _submitted(self) -> str:
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return self.client.submit(self.wish)
            except Busy as busy:
                if not tries_left:
                    raise
                self.said = f"The server is busy; trying again in {busy.seconds:.0f} s"
                self._wait(busy.seconds)
        raise AssertionError

    def _finished(self, place: str) -> dict[str, Any]:
        began = time.monotonic()
        while True:
            job = self.client.job(place)
            status = job.get("status")
            if status == "done":
                result: dict[str, Any] = job["result"]
                return result
            if status == "cancelled":
                raise Cancelled
            if status == "failed":
                raise Failure(str(job["error"]["message"]))
            waited = f"{time.monotonic() - began:.0f} s"
            doing = f"Waiting, {job.get('position', 0)} before" if status == "queued" else "Generating"
            self.said = f"{doing} ({waited})"
            try:
                self._wait(self.look_seconds)
            except Cancelled:
                self.client.cancel(place)
                raise

    def _wait(self, seconds: float) -> None:
        if self.stopped.wait(seconds):
            raise Cancelled


@dataclass
class State:
    """What the panel shows beside its fields."""

    work: Work | None = None
    start_frame: int = 1
    error: str = ""
    last: tuple[Take, ...] = ()


STATE = State()


def import_take(take: Take, start_frame: int, number: int = 0) -> Any:
    """The armature of a take, with its action; markers of the sub-actions in the action and the timeline.

    Blender's importer turns y up into z up, so that the figure faces the front view (-Y).  Keys keep the
    take's own speed at the scene's frame rate.  Raises Failure where the importer is turned off.
    """
    if not hasattr(bpy.types, "IMPORT_ANIM_OT_bvh"):
        raise Failure("Blender's own BVH add-on is turned off: enable it in the preferences")
    if bpy.ops.object.mode_set.poll():
        bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.import_anim.bvh(
        filepath=str(take.path),
        target="ARMATURE",
        global_scale=METRES_OF_A_BVH_UNIT,
        frame_start=start_frame,
        use_fps_scale=True,
        axis_forward="-Z",
        axis_up="Y",
        rotate_mode="QUATERNION",
    )
    armature = bpy.context.object
    action = armature.animation_data.action
    armature.name = armature.data.name = action.name = f"{take.text[:40]} ({take.seed})"
    armature.location.x += number * BESIDE
    scene = bpy.context.scene
    rate = scene.render.fps / scene.render.fps_base
    last_frame = start_frame + round((take.num_frames - 1) / take.fps * rate)
    scene.frame_end = max(scene.frame_end, last_frame)
    if number == 0:
        _clear_markers(scene, start_frame, last_frame)
    action["kinemind_text"], action["kinemind_reasoning"] = take.text, take.reasoning
    action["kinemind_seed"] = take.seed
    for text, start, _ in take.steps:
        frame = start_frame + round(start * rate)
        action.pose_markers.new(text).frame = frame
        if number == 0:  # several takes share the timeline; each keeps its own markers in its action
            scene.timeline_markers.new(text, frame=frame)
    return armature


def _clear_markers(scene: Any, first: int, last: int) -> None:
    """Take away markers of earlier takes where a new one is put; the user's own stay."""
    ours = {m.name for action in bpy.data.actions if "kinemind_text" in action for m in action.pose_markers}
    for marker in list(scene.timeline_markers):
        if marker.name in ours and first <= marker.frame <= last:
            scene.timeline_markers.remove(marker)


def look() -> float | None:
    """The timer: seconds until it looks again, or None when the work is over."""
    work = STATE.work
    if work is None:
        return None
    _redraw()
    try:
        found = work.results.get_nowait()
    except queue.Empty:
        return 0.2
    STATE.work = None
    if isinstance(found, Exception):
        STATE.error = "" if isinstance(found, Cancelled) else str(found)
    else:
        _import_all(found)
    shutil.rmtree(work.folder, ignore_errors=True)
    _redraw()
    return None


def _import_all(takes: list[Take]) -> None:
    try:
        with _a_window():
            for number, take in enumerate(takes):
                import_take(take, STATE.start_frame, number)
            if bpy.ops.ed.undo_push.poll():
                bpy.ops.ed.undo_push(message="Kinemind")
    except (Failure, RuntimeError) as error:  # RuntimeError: what an operator of Blender refuses
        STATE.error = " ".join(str(error).split())
    else:
        STATE.last = tuple(takes)


def _a_window() -> Any:
    """A timer has no window of its own, and importing asks for one."""
    windows = bpy.context.window_manager.windows
    return bpy.context.temp_override(window=windows[0]) if len(windows) else bpy.context.temp_override()


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()


class KINEMIND_AP_preferences(bpy.types.AddonPreferences):
    bl_idname = __name__

    server: StringProperty(name="Server", default=SERVER, description="Address of a Kinemind studio")
    token: StringProperty(
        name="Token", default="", subtype="PASSWORD", description="Only where the server asks for one"
    )

    def draw(self, context: Any) -> None:
        self.layout.prop(self, "server")
        self.layout.prop(self, "token")
        if not self.server.startswith("https:") and urlsplit(self.server).hostname not in LOOPBACK:
            self.layout.label(text="Without https the token travels in the clear", icon="ERROR")


class KINEMIND_PG_wish(bpy.types.PropertyGroup):
    text: StringProperty(
        name="Prompt",
        default="a person walks forward, then waves with the right hand",
        description="What the figure does",
    )
    seed: IntProperty(name="Seed", default=0, min=0, description="The same seed gives the same take")
    num: IntProperty(name="Takes", default=1, min=1, max=16, description="With the seeds S, S+1, …")
    max_seconds: FloatProperty(
        name="Max seconds", default=15.0, min=1.0, max=60.0, description="No take is longer"
    )
    start_frame: IntProperty(name="Start frame", default=1, min=1)
    use_com: BoolProperty(
        name="Chain-of-Motion", default=False, description="Several candidates, the best is kept: slower"
    )


class KINEMIND_OT_generate(bpy.types.Operator):
    bl_idname = "kinemind.generate"
    bl_label = "Generate"
    bl_description = "Ask the server for takes and import them"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return STATE.work is None

    def execute(self, context: Any) -> set[str]:
        preferences = context.preferences.addons[__name__].preferences
        wish = context.scene.kinemind
        STATE.error = ""
        try:
            client = Client(preferences.server.strip().rstrip("/"), preferences.token.strip())
            if not wish.text.strip():
                raise Failure("Write what the figure does")
            if not client.is_local and not bpy.app.online_access:
                raise Failure("Allow online access in Blender's preferences (System) to reach this server")
        except Failure as failure:
            STATE.error = str(failure)
            self.report({"ERROR"}, STATE.error)
            return {"CANCELLED"}
        asked = {
            "text": wish.text.strip(),
            "seed": wish.seed,
            "num": wish.num,
            "max_seconds": round(wish.max_seconds, 3),
            "formats": ["bvh"],
            "use_com": wish.use_com,
        }
        folder = Path(tempfile.mkdtemp(prefix="kinemind-", dir=bpy.app.tempdir or None))
        STATE.work, STATE.start_frame = Work(client, asked, folder), wish.start_frame
        STATE.work.start()
        if not bpy.app.timers.is_registered(look):
            bpy.app.timers.register(look, first_interval=0.1)
        return {"FINISHED"}


class KINEMIND_OT_cancel(bpy.types.Operator):
    bl_idname = "kinemind.cancel"
    bl_label = "Cancel"
    bl_description = "Stop waiting, and tell the server so"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return STATE.work is not None

    def execute(self, context: Any) -> set[str]:
        if STATE.work is not None:
            STATE.work.stopped.set()
            STATE.work.said = "Stopping"
        return {"FINISHED"}


class KINEMIND_PT_panel(bpy.types.Panel):
    bl_idname = "KINEMIND_PT_panel"
    bl_label = "Kinemind"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Kinemind"

    def draw(self, context: Any) -> None:
        layout, wish = self.layout, context.scene.kinemind
        layout.prop(wish, "text", text="")
        fields = layout.column(align=True)
        for name in ("seed", "num", "max_seconds", "start_frame", "use_com"):
            fields.prop(wish, name)
        if STATE.work is None:
            layout.operator(KINEMIND_OT_generate.bl_idname, icon="ARMATURE_DATA")
        else:
            layout.label(text=STATE.work.said, icon="SORTTIME")
            layout.operator(KINEMIND_OT_cancel.bl_idname, icon="CANCEL")
        if STATE.error:
            _wrapped(layout.box(), STATE.error, "ERROR")
        for take in STATE.last:
            box = layout.box()
            box.label(text=f"Seed {take.seed}, {take.num_frames / take.fps:.1f} s", icon="ACTION")
            for text, start, end in take.steps:
                box.label(text=f"{start:.1f}-{end:.1f} s  {text}")


def _wrapped(box: Any, sentence: str, icon: str, width: int = 38) -> None:
    """A sentence over several lines: Blender's labels do not wrap."""
    lines = [""]
    for word in sentence.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    for number, line in enumerate(lines):
        box.label(text=line, icon=icon if number == 0 else "BLANK1")


CLASSES = (
    KINEMIND_AP_preferences,
    KINEMIND_PG_wish,
    KINEMIND_OT_generate,
    KINEMIND_OT_cancel,
    KINEMIND_PT_panel,
)


def register() -> None:
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.types.Scene.kinemind = PointerProperty(type=KINEMIND_PG_wish)


def unregister() -> None:
    if STATE.work is not None:
        STATE.work.stopped.set()
        STATE.work = None
    if bpy.app.timers.is_registered(look):
        bpy.app.timers.unregister(look)
    del bpy.types.Scene.kinemind
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)


if __name__ == "__main__":
    register()
