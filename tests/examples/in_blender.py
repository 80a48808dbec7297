"""Run by a Python that has bpy: `in_blender.py ADDON SERVER SCENE_FPS`.

Installs the add-on as a user does, generates through the server, and prints what stands in the scene then.
"""

import json
import sys
import time

import bpy


def main(addon_path: str, server: str, scene_fps: str) -> dict:
    bpy.ops.preferences.addon_install(filepath=addon_path, overwrite=True)
    bpy.ops.preferences.addon_enable(module="kinemind_addon")
    addon = sys.modules["kinemind_addon"]
    preferences = bpy.context.preferences.addons["kinemind_addon"].preferences
    preferences.server, preferences.token = server, "secret"
    scene = bpy.context.scene
    scene.render.fps = int(scene_fps)
    scene.timeline_markers.new("mine", frame=12)
    wish = scene.kinemind
    wish.text, wish.num, wish.start_frame = "a person bows", 2, 11
    generate(addon)
    generate(addon)  # the second time the timeline's markers of the first are replaced, not the user's own
    by_place = {one.location.x: one for one in bpy.data.objects if one.type == "ARMATURE"}
    first, second = by_place[min(by_place)], by_place[max(by_place)]
    take = addon.STATE.last[0]
    found = {
        "version": bpy.app.version_string,
        "error": addon.STATE.error,
        "classes": [one.is_registered for one in addon.CLASSES],
        "bones": [bone.name for bone in first.data.bones],
        "frame_range": list(first.animation_data.action.frame_range),
        "scene_end": scene.frame_end,
        "pose_markers": sorted((m.frame, m.name) for m in first.animation_data.action.pose_markers),
        "timeline_markers": sorted((m.frame, m.name) for m in scene.timeline_markers),
        "beside": second.location.x,
        "text": first.animation_data.action["kinemind_text"],
        "heads": heads(first, scene, take.num_frames, take.fps),
    }
    bpy.ops.preferences.addon_disable(module="kinemind_addon")
    found["gone"] = not hasattr(bpy.types.Scene, "kinemind") and not addon.KINEMIND_PT_panel.is_registered
    return found


def generate(addon: object) -> None:
    """As the button does; the timer is called by hand, since bpy outside Blender runs no timers."""
    bpy.ops.kinemind.generate()
    for _ in range(600):
        if addon.look() is None:
            return
        time.sleep(0.05)
    raise SystemExit("the work was not over in time")


def heads(armature: object, scene: object, num_frames: int, fps: float) -> list[dict[str, list[float]]]:
    """Where the joints stand in the world at each frame of the take, in Blender's z-up metres."""
    rate, placed = scene.render.fps / scene.render.fps_base, []
    for frame in range(num_frames):
        at = 11 + frame / fps * rate
        scene.frame_set(int(at), subframe=at - int(at))
        bones = armature.pose.bones
        placed.append({bone.name: list(armature.matrix_world @ bone.head) for bone in bones})
    return placed


print("FOUND " + json.dumps(main(*sys.argv[1:])))
