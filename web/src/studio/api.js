/** The studio's server: requests, their faults, and the token it may ask for. */

import { eventsOf } from "./events.js";

const TOKEN = "kinemind-token";

/** A refusal or a failure: `code` as the API names it, or "offline" where no server answered. */
export class Fault extends Error {
  constructor(code, message, retryAfter = null) {
    super(message);
    Object.assign(this, { code, retryAfter });
  }
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => sessionStorage.setItem(TOKEN, value),
};

async function answered(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token.get()) headers.set("Authorization", `Bearer ${token.get()}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw new Fault("cancelled", "stopped");
    throw new Fault("offline", "the studio's server does not answer");
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => null);
  const { code = response.status >= 500 ? "internal" : "bad_request", message = `the server answered ${response.status}` } =
    told?.error ?? {};
  const seconds = Number(response.headers.get("Retry-After"));
  throw new Fault(code, message, Number.isFinite(seconds) && seconds > 0 ? seconds : null);
}

const json = async (path, options) => (await answered(path, options)).json();

export const info = () => json("/v1/info");
export const view = (url, signal) => json(url, { signal });
export const cancel = (job) => answered(`/v1/jobs/${encodeURIComponent(job)}`, { method: "DELETE" }).catch(() => null);

/** Whether a server answers at all. */
export const alive = () => fetch("/healthz", { cache: "no-store" }).then((response) => response.ok, () => false);

/** Takes of a sentence: calls `on(name, data)` with every event until the stream ends. */
export async function generate(body, signal, on) {
  const response = await answered("/v1/generate", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  let over = false;
  try {
    for await (const { name, data } of eventsOf(response.body)) {
      if (name === "error") throw new Fault(data.code, data.message, data.retry_after ?? null);
      over ||= name === "done";
      await on(name, data);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (error.name === "AbortError") throw new Fault("cancelled", "stopped");
    if (error instanceof TypeError) throw new Fault("offline", "the connection to the server broke off");
    throw error;
  }
  if (!over) throw new Fault("offline", "the connection to the server broke off before the take was whole");
}

function form(file, fields) {
  const body = new FormData();
  body.set("file", file, file.name);
  for (const [name, value] of Object.entries(fields)) body.set(name, String(value));
  return { method: "POST", body };
}

export const caption = (file, fields, signal) => json("/v1/caption", { ...form(file, fields), signal });
export const convert = async (file, to) => (await json("/v1/convert", form(file, { to }))).file;

/** A file of the server as a blob with the name to save it by. */
export async function download(url) {
  const response = await answered(url);
  const name = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return { blob: await response.blob(), name: name ? decodeURIComponent(name) : url.split("/").pop().split("?")[0] };
}
