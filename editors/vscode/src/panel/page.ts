// The page of the proof-state panel: the state at the cursor, and beside it one that was pinned.
import type { FromPage, ToPage } from "../stateView";
import { element, emptied } from "./dom";
import { connect } from "./picture";
import { firstPath, heapAt, view, type Reveal, type Shown } from "./render";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const host = acquireVsCodeApi();
const main = emptied(document.getElementById("page"));
const header = main.appendChild(element("header", { class: "bar" }));
const where = header.appendChild(element("h1", { "aria-live": "polite" }, "Proof state"));
const stale = header.appendChild(element("span", { class: "stale", role: "status" }));
const previous = header.appendChild(button("‹", "The previous path ([)"));
const which = header.appendChild(element("span", { class: "which" }));
const next = header.appendChild(button("›", "The next path (])"));
const pin = header.appendChild(button("Pin", "Keep this state for comparison (p)"));
const states = main.appendChild(element("div", { class: "states" }));

let current: Shown | undefined;
let path = 0;
let pinned: [Shown, number] | undefined;

function button(label: string, title: string): HTMLButtonElement {
  return element("button", { type: "button", title, "aria-label": label.length === 1 ? title : label }, label);
}

const reveal: Reveal = (range) => host.postMessage({ kind: "reveal", range });

function column(shown: Shown, number: number, title: string, other: [Shown, number] | undefined): HTMLElement {
  const label = title ? `${title}: ${shown.state.unit}, line ${shown.line}` : "Proof state at the cursor";
  const head = title ? [element("h2", {}, label)] : [];
  const made = element("article", { class: "state", "aria-label": label }, ...head, ...view(shown, number, other, reveal));
  const path = shown.state.paths[number];
  if (path) {
    connect(made, heapAt(shown, path), (ranges) => host.postMessage({ kind: "light", ranges }));
  }
  return made;
}

function draw(): void {
  emptied(states);
  const here: [Shown, number] | undefined = current && [current, path];
  // What differs is worth marking only where the two can be alike.
  const alike = here && pinned && here[0].state.unit === pinned[0].state.unit;
  if (here) {
    states.append(column(...here, pinned ? "At the cursor" : "", alike ? pinned : undefined));
  }
  if (pinned) {
    states.append(column(...pinned, "Pinned", alike ? here : undefined));
  }
  pin.textContent = pinned ? "Unpin" : "Pin";
  pin.setAttribute("aria-label", pin.textContent);
  pin.setAttribute("aria-pressed", String(pinned !== undefined));
  pin.disabled = !pinned && !current;
  drawPaths();
}

function drawPaths(): void {
  const paths = current?.state.paths ?? [];
  for (const part of [previous, which, next]) {
    part.hidden = paths.length < 2;
  }
  which.textContent = `path ${path + 1} of ${paths.length}${paths[path]?.failed ? ", fails" : ""}`;
}

function step(by: number): void {
  const count = current?.state.paths.length ?? 0;
  if (count > 1) {
    path = (path + by + count) % count;
    draw();
  }
}

function togglePin(): void {
  pinned = pinned ? undefined : current && [current, path];
  draw();
}

function hear(message: ToPage): void {
  switch (message.kind) {
    case "stale":
      mark("computing …");
      return;
    case "none":
      current = undefined;
      where.textContent = "Proof state";
      draw();
      states.append(element("p", { class: "note" }, message.text));
      mark("");
      return;
    case "state":
      current = message;
      path = firstPath(message);
      where.textContent = heading(message);
      draw();
      mark(message.state.stale ? "out of date" : "");
      return;
  }
}

function heading({ state, line }: Shown): string {
  const shown = state.paths[path];
  const title = shown?.title ?? "";
  const place = title || !shown || state.inside ? title : "after the statement above";
  return [state.unit, `line ${line}`, place].filter(Boolean).join(" · ");
}

/** Says that what is shown may be old; nothing for what is current. */
function mark(text: string): void {
  stale.textContent = text;
  main.classList.toggle("is-stale", text !== "");
}

pin.addEventListener("click", togglePin);
previous.addEventListener("click", () => step(-1));
next.addEventListener("click", () => step(1));
document.addEventListener("keydown", (event) => {
  const actions: Record<string, () => void> = { p: togglePin, "[": () => step(-1), "]": () => step(1) };
  if (!event.ctrlKey && !event.metaKey && !event.altKey) {
    actions[event.key]?.();
  }
});
window.addEventListener("message", (event: MessageEvent<ToPage>) => hear(event.data));
draw();
host.postMessage({ kind: "ready" });
