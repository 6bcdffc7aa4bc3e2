// The picture of a heap: what belongs together lights up together, in the picture, in the rows and in the source; zoom.
import type { Heap, Range } from "../protocol";
import { element } from "./dom";

export type Light = (ranges: Range[]) => void;

const STEP = 1.25;
const FIT = 0; // as wide as the panel
let zoom = FIT;

export function picture(svg: string, heap: Heap): HTMLElement {
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  drawn.querySelectorAll("script, foreignObject").forEach((node) => node.remove());
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", drawn.querySelector("title")?.textContent ?? heap.atoms.map((atom) => atom.text).join(", "));
  drawn.querySelector("title")?.remove(); // else it is a tooltip over all of the picture
  const attributes = { class: "picture", tabindex: "0", role: "group", "aria-label": "Picture of the heap: + and - zoom, 0 fits" };
  const made = element("div", attributes, document.importNode(drawn, true));
  made.addEventListener("keydown", (event) => {
    const factors: Record<string, number> = { "+": STEP, "=": STEP, "-": 1 / STEP, "0": FIT };
    const factor = factors[event.key];
    if (factor !== undefined && !event.ctrlKey && !event.metaKey) {
      setZoom(made, factor);
    }
  });
  show(made);
  return element("div", { class: "pictured" }, made, zoomButtons(made));
}

/** Only what is too large for the panel gets buttons. */
function zoomButtons(made: HTMLElement): HTMLElement {
  const buttons = [["-", 1 / STEP, "Smaller"], ["Fit", FIT, "Fit the width of the panel"], ["+", STEP, "Larger"]] as const;
  const group = element("div", { class: "zoom", role: "group", "aria-label": "Zoom" });
  for (const [label, factor, title] of buttons) {
    const button = element("button", { type: "button", title, "aria-label": title }, label);
    button.addEventListener("click", () => setZoom(made, factor));
    group.append(button);
  }
  return group;
}

function setZoom(made: HTMLElement, factor: number): void {
  const drawn = made.querySelector("svg");
  const natural = drawn?.viewBox.baseVal.width ?? 0;
  if (drawn && natural > 0) {
    const now = zoom === FIT ? drawn.getBoundingClientRect().width / natural : zoom;
    zoom = factor === FIT ? FIT : Math.min(4, Math.max(0.1, now * factor));
  }
  show(made);
}

function show(made: HTMLElement): void {
  const drawn = made.querySelector("svg");
  if (drawn) {
    drawn.style.maxWidth = zoom === FIT ? "100%" : "none";
    drawn.style.width = zoom === FIT ? "" : `${drawn.viewBox.baseVal.width * zoom}px`;
  }
}

/** Boxes, arrows and rows of one state: what the pointer or the focus is on lights up wherever it stands. */
export function connect(article: HTMLElement, heap: Heap, light: Light): void {
  for (const part of article.querySelectorAll<HTMLElement | SVGElement>("[data-key], [data-source]")) {
    part.addEventListener("mouseenter", () => mark(article, part, heap, light));
    part.addEventListener("mouseleave", () => clear(article, light));
    part.addEventListener("focusin", () => mark(article, part, heap, light));
    part.addEventListener("focusout", () => clear(article, light));
  }
}

function mark(article: HTMLElement, part: Element, heap: Heap, light: Light): void {
  clear(article, light);
  const root = part.getAttribute("data-source") ?? part.getAttribute("data-key");
  const field = part.getAttribute("data-field");
  const belongs = (other: Element): boolean => {
    const otherRoot = other.getAttribute("data-source") ?? other.getAttribute("data-key");
    const otherField = other.getAttribute("data-field");
    const isBox = other.matches("g[data-key]");
    return otherRoot === root && (field === null || isBox || otherField === field || part.matches("g[data-key]"));
  };
  for (const other of article.querySelectorAll("[data-key], [data-source]")) {
    other.classList.toggle("lit", belongs(other));
  }
  const target = part.getAttribute("data-target");
  if (target !== null) {
    article.querySelectorAll("g[data-key]").forEach((box) => box.classList.toggle("lit", box.classList.contains("lit") || box.getAttribute("data-key") === target));
  }
  const atoms = heap.atoms.filter((atom) => atom.root === root && (field === null || atom.fields.length !== 1 || atom.fields[0]?.name === field));
  light(atoms.flatMap((atom) => (atom.origin?.range ? [atom.origin.range] : [])));
}

function clear(article: HTMLElement, light: Light): void {
  article.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
  light([]);
}
