/** The link that reproduces a take: sentence, seed, bundle, and how it was reasoned. */

const WHOLE = ["seed", "num", "com_candidates", "com_refine_steps"];

export function linkOf(request, bundle, seed) {
  const link = new URL(location.pathname, location.origin);
  link.searchParams.set("text", request.text);
  link.searchParams.set("seed", String(seed));
  if (request.max_seconds != null) link.searchParams.set("max_seconds", String(request.max_seconds));
  link.searchParams.set("bundle", bundle);
  if (request.use_com) {
    link.searchParams.set("com", "1");
    link.searchParams.set("com_candidates", String(request.com_candidates));
    link.searchParams.set("com_refine_steps", String(request.com_refine_steps));
  }
  return link.href;
}

/** The request that the address of this page asks for, or null; with the bundle it was made by. */
export function requestOf(address = location.search) {
  const given = new URLSearchParams(address);
  if (!given.get("text")) return null;
  const request = { text: given.get("text"), use_com: given.get("com") === "1" };
  for (const name of WHOLE) {
    const value = Number(given.get(name));
    if (given.has(name) && Number.isSafeInteger(value) && value >= 0) request[name] = value;
  }
  const seconds = Number(given.get("max_seconds"));
  if (seconds > 0) request.max_seconds = seconds;
  return { request, bundle: given.get("bundle") };
}
