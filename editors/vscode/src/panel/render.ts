// A state as elements: the path taken, the locals, the heap as picture and as text, what the statement does, what is known.
import type { Atom, Exchange, Fact, Heap, Local, Match, Origin, PathState, Range } from "../protocol";
import type { ToPage } from "../stateView";
import { element } from "./dom";
import { picture } from "./picture";

export type Shown = Extract<ToPage, { kind: "state" }>;
export type Reveal = (range: Range) => void;

/** The path that is shown first: one that fails, if there is one. */
export function firstPath(shown: Shown): number {
  return Math.max(
    0,
    shown.state.paths.findIndex((path) => path.failed),
  );
}

/** The heap at the place: before the statement around it, or after the one above it. */
export function heapAt(shown: Shown, path: PathState): Heap {
  return shown.state.inside || !path.after ? path.before : path.after;
}

/** `other` is a state to compare with: what is not in it is marked. */
export function view(shown: Shown, number: number, other: [Shown, number] | undefined, reveal: Reveal): HTMLElement[] {
  const path = shown.state.paths[number];
  if (!path) {
    return [element("pre", { class: "text", tabindex: "0" }, shown.state.text)];
  }
  const otherPath = other?.[0].state.paths[other[1]];
  const otherHeap = other && otherPath ? heapAt(other[0], otherPath) : undefined;
  const heap = heapAt(shown, path);
  const parts = [
    section("Path", path.path.map((branch) => element("li", {}, element("code", {}, place(branch, reveal)))), "no branches"),
    section("Locals", localRows(path.locals, otherPath?.locals, reveal), "none"),
  ];
  const svg = shown.pictures[number];
  const atoms = heap.atoms.map((atom) => atomRow(atom, otherHeap, reveal, shown.line));
  if (svg && atoms.length > 0) {
    parts.push(element("section", {}, element("h3", {}, "Heap"), picture(svg, heap), element("ul", {}, ...atoms)));
  } else {
    parts.push(section("Heap", atoms, "emp: nothing is owned here"));
  }
  if (shown.state.inside) {
    parts.push(...statement(path, reveal));
  } else if (!path.after) {
    parts.push(element("p", { class: "note" }, "Execution does not get past the statement above on this path."));
  }
  const told = (fact: Fact) => `${fact.text} ${fact.origin?.text} ${fact.origin?.range?.start.line}`;
  const facts = [...new Map(heap.facts.map((fact) => [told(fact), fact])).values()];
  parts.push(section("Known", facts.map((fact) => factRow(fact, otherHeap, reveal)), "nothing more"));
  if (path.impossible) {
    parts.push(element("p", { class: "note" }, `This path ends here: ${path.impossible}`));
  }
  return parts;
}

function section(title: string, rows: HTMLElement[], nothing: string): HTMLElement {
  const body = rows.length > 0 ? element("ul", {}, ...rows) : element("p", { class: "nothing" }, nothing);
  return element("section", {}, element("h3", {}, title), body);
}

/** What the statement does: calls and ghost statements with what they took and gave, and cells that change. */
function statement(path: PathState, reveal: Reveal): HTMLElement[] {
  const changes = path.changes.map(({ place: cell, old, new: value }) =>
    element("li", { class: "role-changed" }, element("code", {}, `${cell}: ${old ?? "unset"} → ${value ?? "unset"}`)),
  );
  const parts = changes.length > 0 ? [section("Changes", changes, "")] : [];
  return [...parts, ...path.exchanges.map((exchange) => exchangeSection(exchange, reveal))];
}

function exchangeSection(exchange: Exchange, reveal: Reveal): HTMLElement {
  const title = exchange.automatic ? `${exchange.text} (found)` : exchange.text;
  const rows = [
    ...exchange.matches.map((match) => matchRow(match, reveal)),
    ...exchange.produced.map((atom) => labelledRow("gives", atom, "produced")),
    ...exchange.frame.map((atom) => labelledRow("frame", atom, "frame")),
  ];
  const made = section(title, rows, "takes nothing and gives nothing");
  made.classList.add("exchange");
  return made;
}

function matchRow(match: Match, reveal: Reveal): HTMLElement {
  const row = element("li", { class: match.found ? "role-consumed" : "role-missing" });
  row.append(element("span", { class: "role" }, match.found ? "takes" : "missing"), element("code", {}, match.needed));
  const taken = match.taken.join(" &*& ");
  if (match.found && taken && taken !== match.needed) {
    row.append(element("span", { class: "origin" }, "from ", element("code", {}, taken)));
  }
  for (const reason of match.because) {
    row.append(element("span", { class: "origin" }, place(reason, reveal)));
  }
  return row;
}

function labelledRow(label: string, atom: Atom, role: string): HTMLElement {
  return element("li", { class: `role-${role}` }, element("span", { class: "role" }, label), element("code", {}, atom.text));
}

/** Parameters that are as they were given share a row. */
function localRows(locals: Local[], others: Local[] | undefined, reveal: Reveal): HTMLElement[] {
  const given = locals.filter((local) => local.value === local.name);
  const rows: HTMLElement[] = given.length > 0 ? [element("li", {}, element("code", {}, given.map((local) => local.name).join(", ")), origin("as given"))] : [];
  for (const local of locals.filter((one) => one.value !== one.name)) {
    const isNew = others !== undefined && !others.some((one) => one.name === local.name && one.value === local.value);
    const row = element("li", isNew ? { class: "new" } : {}, element("code", {}, `${local.name} = ${local.value ?? "unset"}`));
    rows.push(withOrigin(row, local.origin, reveal));
  }
  return rows;
}

const WORDS: Partial<Record<Atom["role"], string>> = {
  consumed: "taken",
  frame: "frame",
  produced: "new",
  changed: "changed",
  missing: "missing",
  leaked: "leaks",
};

function atomRow(atom: Atom, other: Heap | undefined, reveal: Reveal, line: number): HTMLElement {
  const isNew = other !== undefined && !other.atoms.some((one) => one.text === atom.text);
  const row = element("li", { class: `role-${atom.role}${isNew ? " new" : ""}` }, element("code", {}, atom.text));
  if (atom.root) {
    row.setAttribute("data-key", atom.root);
  }
  const only = atom.fields.length === 1 ? atom.fields[0] : undefined;
  if (atom.shape === "cell" && only) {
    row.setAttribute("data-field", only.name);
  }
  // What the line at the cursor has brought about is marked: the source lights up the state, too.
  row.classList.toggle("here", atom.origin?.range?.start.line === line - 1);
  const word = WORDS[atom.role];
  if (word) {
    row.append(element("span", { class: "role" }, word));
  }
  return withOrigin(row, atom.origin, reveal);
}

function factRow(fact: Fact, other: Heap | undefined, reveal: Reveal): HTMLElement {
  const isNew = other !== undefined && !other.facts.some((one) => one.text === fact.text);
  return withOrigin(element("li", isNew ? { class: "new" } : {}, element("code", {}, fact.text)), fact.origin, reveal);
}

function origin(...content: (Node | string)[]): HTMLElement {
  return element("span", { class: "origin" }, ...content);
}

function withOrigin(row: HTMLElement, from: Origin | null, reveal: Reveal): HTMLElement {
  if (from?.text) {
    row.append(origin(place(from, reveal)));
  }
  return row;
}

/** A text that leads to its place in the source, if it has one. */
function place(from: Origin, reveal: Reveal): HTMLElement {
  const { range } = from;
  if (!range) {
    return element("span", {}, from.text);
  }
  const link = element("button", { type: "button", class: "place" }, `${from.text}, line ${range.start.line + 1}`);
  link.addEventListener("click", () => reveal(range));
  return link;
}
