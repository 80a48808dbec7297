/** A motion file dropped anywhere on the page. */

/** @param {HTMLElement} overlay @param {(file: File) => void} open */
export function watchDrops(overlay, open) {
  let depth = 0;
  const holdsFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const show = (on) => {
    overlay.hidden = !on;
    if (!on) depth = 0;
  };
  addEventListener("dragenter", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  addEventListener("dragleave", (event) => {
    if (!holdsFile(event)) return;
    depth -= 1;
    if (depth <= 0) show(false);
  });
  addEventListener("dragover", (event) => holdsFile(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    show(false);
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  });
}
