// The page of the proof-state panel: the state at the cursor, and beside it one that was pinned.
import type { ToPage, FromPage } from "../stateView";
import { element, emptied } from "./dom";
import { type Shown, view } from "./render";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const host = acquireVsCodeApi();
const main = emptied(document.getElementById("page"));
const header = main.appendChild(element("header", { class: "bar" }));
const where = header.appendChild(element("h1", { "aria-live": "polite" }, "Proof state"));
const stale = header.appendChild(element("span", { class: "stale", role: "status" }));
const pin = header.appendChild(
  element("button", { type: "button", "aria-pressed": "false", title: "Keep this state for comparison (p)" }, "Pin"),
);
const states = main.appendChild(element("div", { class: "states" }));

let current: Shown | undefined;
let pinned: Shown | undefined;

function reveal(range: Extract<FromPage, { kind: "reveal" }>["range"]): void {
  host.postMessage({ kind: "reveal", range });
}

function draw(): void {
  emptied(states);
  if (pinned) {
    states.append(view(pinned, "Pinned", current, reveal));
  }
  if (current) {
    states.append(view(current, pinned ? "At the cursor" : "", pinned, reveal));
  }
  pin.textContent = pinned ? "Unpin" : "Pin";
  pin.setAttribute("aria-pressed", String(pinned !== undefined));
  pin.disabled = !pinned && !current;
}

function togglePin(): void {
  pinned = pinned ? undefined : current;
  draw();
}

function hear(message: ToPage): void {
  switch (message.kind) {
    case "stale":
      stale.textContent = "computing …";
      main.classList.add("is-stale");
      return;
    case "none":
      current = undefined;
      where.textContent = "Proof state";
      draw();
      states.append(element("p", { class: "note" }, message.text));
      break;
    case "state":
      current = message;
      where.textContent = [message.state.unit, `line ${message.line}`, message.state.title].filter(Boolean).join(" · ");
      draw();
      break;
  }
  stale.textContent = "";
  main.classList.remove("is-stale");
}

pin.addEventListener("click", togglePin);
document.addEventListener("keydown", (event) => {
  if (event.key === "p" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    togglePin();
  }
});
window.addEventListener("message", (event: MessageEvent<ToPage>) => hear(event.data));
draw();
host.postMessage({ kind: "ready" });
