import { visibleText } from "../../src/evidence/visible-text.ts";

type Child = Node | string | null;

/** An element with text and children. Text never becomes markup, and characters that hide or reorder are shown as numbers. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(typeof child === "string" ? visibleText(child) : child);
  return element;
}

export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page lacks ${id}.`);
}

const SHAPES = {
  pass: "M3 8.5 6.5 12 13 4.5",
  fail: "M4 4 12 12 M12 4 4 12",
  withheld: "M8 2.5a5.5 5.5 0 1 0 0 11z",
  "not-checked": "M3.5 8h9",
} as const;
export type MarkState = keyof typeof SHAPES;

/** The sign of a state; the word stands beside it. */
export function mark(state: MarkState): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  for (const [name, value] of [
    ["viewBox", "0 0 16 16"],
    ["aria-hidden", "true"],
    ["class", `mark ${state}`],
  ] as const)
    svg.setAttribute(name, value);
  path.setAttribute("d", SHAPES[state]);
  svg.append(path);
  return svg;
}

const STATE_WORDS: Record<MarkState, string> = { pass: "Pass", fail: "Fail", withheld: "Withheld", "not-checked": "Not checked" };

export function stateWord(state: MarkState): HTMLElement {
  return el("span", { class: `state ${state}` }, mark(state), STATE_WORDS[state]);
}
