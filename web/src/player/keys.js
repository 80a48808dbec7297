/** The keyboard: what each key does, and where keys are left to the page. */

export const KEYS = [
  ["Space or K", "play, pause"],
  ["← →", "one frame"],
  ["Shift with ← →", "one second"],
  ["Home, End", "first, last frame"],
  ["[ ]", "slower, faster"],
  ["1 to 9", "pick a sub-action"],
  ["Esc", "let it go"],
  ["L", "loop"],
  ["F", "follow the figure"],
  ["T", "trail"],
  ["C", "foot contacts"],
  ["A D W S", "turn the camera"],
  ["+ −", "zoom"],
  ["R", "reset the camera"],
  ["?", "this list"],
];

export function actionsOf(player) {
  const turn = (azimuth, elevation) => () => player.turn(azimuth, elevation);
  return {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    ArrowLeft: (event) => (event.shiftKey ? player.seek(player.clock.time - 1) : player.stepFrames(-1)),
    ArrowRight: (event) => (event.shiftKey ? player.seek(player.clock.time + 1) : player.stepFrames(1)),
    Home: () => player.seek(0),
    End: () => player.seek(Infinity),
    "[": () => player.notch(-1),
    "]": () => player.notch(1),
    Escape: () => player.pick(-1),
    l: () => player.setLoop(!player.clock.loop),
    f: () => player.setFollow(!player.follow),
    t: () => player.toggleShown("trail"),
    c: () => player.toggleShown("contacts"),
    a: turn(-0.16, 0),
    d: turn(0.16, 0),
    w: turn(0, 0.08),
    s: turn(0, -0.08),
    "+": () => player.zoom(0.88),
    "=": () => player.zoom(0.88),
    "-": () => player.zoom(1.14),
    r: () => player.resetView(),
    "?": () => player.showKeys(),
  };
}

/** Whether a key pressed here belongs to the element that has the focus. */
function taken(event) {
  const { target, key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  if (target.closest("input[type=range]")) return !/^[a-z0-9 [\]?]$/i.test(key) || key === "Home" || key === "End";
  if (target.closest("input, textarea, select, [contenteditable]")) return true;
  return (key === " " || key === "Enter") && Boolean(target.closest("button, a, summary, [role=tab]"));
}

/** Listen on the page for a player; returns the way to stop. */
export function listen(player) {
  const actions = actionsOf(player);
  const press = (event) => {
    if (!player.clip || taken(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^[1-9]$/.test(key)) {
      if (Number(key) > player.clip.steps.length) return;
      player.pick(Number(key) - 1);
    } else if (actions[key]) actions[key](event);
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
