/** The written plan: its opening and its numbered sub-actions, also while it is still being written. */

import { partGuessed, partNamed } from "./parts.js";

const MARKER = /(?:^|\s)(\d{1,2})[.)]\s+(?=\S)/g;

/**
 * @param {string} reasoning
 * @returns {{opening: string, items: {number: number, text: string, part: string|null}[]}}
 */
export function readPlan(reasoning) {
  const marks = [];
  for (const found of reasoning.matchAll(MARKER)) {
    // "14.2 s in all. 3. Lastly": only the next number in order opens an item
    if (Number(found[1]) === marks.length + 1) marks.push(found);
  }
  const opening = reasoning.slice(0, marks[0]?.index ?? reasoning.length).trim();
  const items = marks.map((mark, index) => {
    const text = reasoning.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? reasoning.length).trim();
    return { number: index + 1, text, part: partOfItem(text) };
  });
  return { opening, items };
}

function partOfItem(text) {
  const fields = /\(([^()]*)\)/.exec(text)?.[1].split(",")[0] ?? text.split(";")[1] ?? "";
  return partNamed(fields);
}

/** The body part of every step: as the plan says it, or guessed by the step's words. */
export function partsOfSteps(steps, reasoning) {
  const { items } = readPlan(reasoning ?? "");
  const told = items.length === steps.length;
  return steps.map((step, index) => (told && items[index].part) || partGuessed(step.text));
}
