// A state as elements: path, locals, heap as picture and as text, what is known.
import type { Atom, Fact, Heap, Local, Origin, Range, State } from "../protocol";
import type { ToPage } from "../stateView";
import { element } from "./dom";

export type Shown = Extract<ToPage, { kind: "state" }>;
type Reveal = (range: Range) => void;

/** `other` is the state to compare with: what is not in it is marked. */
export function view(shown: Shown, title: string, other: Shown | undefined, reveal: Reveal): HTMLElement {
  const { state } = shown;
  const made = element("article", { class: "state", "aria-label": title || "Proof state at the cursor" });
  if (title) {
    made.append(element("h2", { class: "title" }, `${title}: ${state.unit ?? ""} · line ${shown.line}`));
  }
  const heap = state.before ?? undefined;
  if (!heap) {
    if (shown.svg) {
      made.append(picture(shown.svg, "The heap"));
    }
    made.append(element("pre", { class: "text", tabindex: "0" }, state.text));
    return made;
  }
  const others = other?.state.before ?? undefined;
  made.append(pathSection(state, reveal));
  made.append(section("Locals", (state.locals ?? []).map((local) => localRow(local, other?.state, reveal))));
  if (shown.svg) {
    made.append(element("section", {}, element("h3", {}, "Heap"), picture(shown.svg, summary(heap))));
  }
  made.append(section(shown.svg ? "Heap as text" : "Heap", heap.atoms.map((atom) => atomRow(atom, others, reveal))));
  if (state.after) {
    made.append(afterSection(heap, state.after, reveal));
  }
  made.append(section("Known", heap.facts.map((fact) => factRow(fact, others, reveal))));
  return made;
}

function summary(heap: Heap): string {
  return heap.atoms.length === 0 ? "The heap is empty" : `The heap: ${heap.atoms.map((atom) => atom.text).join(", ")}`;
}

function picture(svg: string, label: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  parsed.querySelectorAll("script, foreignObject").forEach((node) => node.remove());
  parsed.setAttribute("role", "img");
  parsed.setAttribute("aria-label", label);
  return element("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "Picture of the heap" }, document.importNode(parsed, true));
}

function section(title: string, rows: HTMLElement[]): HTMLElement {
  const body = rows.length > 0 ? element("ul", {}, ...rows) : element("p", { class: "nothing" }, "nothing");
  return element("section", {}, element("h3", {}, title), body);
}

function pathSection(state: State, reveal: Reveal): HTMLElement {
  const rows = (state.path ?? []).map((branch) => element("li", {}, place(branch, reveal)));
  return rows.length > 0 ? section("Path", rows) : element("section", {}, element("h3", {}, "Path"), element("p", { class: "nothing" }, "no branches"));
}

function afterSection(before: Heap, after: Heap, reveal: Reveal): HTMLElement {
  const gone = before.atoms.filter((atom) => !after.atoms.some((other) => other.text === atom.text));
  const come = after.atoms.filter((atom) => !before.atoms.some((other) => other.text === atom.text));
  const rows = [
    ...gone.map((atom) => changedRow("−", "gone", atom, reveal)),
    ...come.map((atom) => changedRow("+", "come", atom, reveal)),
  ];
  return rows.length > 0 ? section("This statement", rows) : element("section", { hidden: "" });
}

function changedRow(sign: string, kind: string, atom: Atom, reveal: Reveal): HTMLElement {
  const row = atomRow(atom, undefined, reveal);
  row.classList.add(kind);
  row.prepend(element("span", { class: "sign" }, sign));
  return row;
}

function localRow(local: Local, other: State | undefined, reveal: Reveal): HTMLElement {
  const value = local.value ?? "unset";
  const before = other?.locals?.find((one) => one.name === local.name);
  const isNew = other?.locals !== undefined && (before === undefined || before.value !== local.value);
  const row = element("li", isNew ? { class: "new" } : {}, element("code", {}, `${local.name} = ${value}`));
  return withOrigin(row, local.origin, reveal);
}

function atomRow(atom: Atom, others: Heap | undefined, reveal: Reveal): HTMLElement {
  const isNew = others !== undefined && !others.atoms.some((one) => one.text === atom.text);
  const row = element("li", { class: `role-${atom.role ?? "plain"}${isNew ? " new" : ""}` }, element("code", {}, atom.text));
  if (atom.role && atom.role !== "plain") {
    row.append(element("span", { class: "role" }, atom.role));
  }
  return withOrigin(row, atom.origin, reveal);
}

function factRow(fact: Fact, others: Heap | undefined, reveal: Reveal): HTMLElement {
  const isNew = others !== undefined && !others.facts.some((one) => one.text === fact.text);
  return withOrigin(element("li", isNew ? { class: "new" } : {}, element("code", {}, fact.text)), fact.origin, reveal);
}

function withOrigin(row: HTMLElement, origin: Origin | null | undefined, reveal: Reveal): HTMLElement {
  if (origin?.text) {
    row.append(element("span", { class: "origin" }, place(origin, reveal)));
  }
  return row;
}

/** A text that leads to its place in the source, if it has one. */
function place(origin: Origin, reveal: Reveal): HTMLElement {
  const { range } = origin;
  if (!range) {
    return element("span", {}, origin.text);
  }
  const link = element("button", { type: "button", class: "place" }, `${origin.text} (line ${range.start.line + 1})`);
  link.addEventListener("click", () => reveal(range));
  return link;
}
