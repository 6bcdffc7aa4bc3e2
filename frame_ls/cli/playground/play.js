// The page: an editor, what Frame finds in its text, and the state at the cursor.

import { Client } from "./lsp.js";
import { Editor } from "./editor.js";
import { fragmentOf, programOf } from "./share.js";

const element = (id) => document.getElementById(id);
const editor = new Editor(element("text"), element("marks"), element("gutter"));
let client = null;
let uri = "";
let version = 0;
let units = [];
let program = null; // the example, exercise or shared program that is open

function open(example) {
  program = example;
  if (uri) client.notify("textDocument/didClose", { textDocument: { uri } });
  uri = `file:///play/${example.name}`;
  version = 1;
  units = [];
  editor.value = example.text;
  const languageId = example.name.split(".").at(-1);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text: example.text } });
  showFindings();
  showState();
}

function changed() {
  version += 1;
  client.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text: editor.value }] });
  editor.draw();
}

function published(params) {
  if (params.uri !== uri || (params.version ?? version) !== version) return;
  editor.diagnostics = params.diagnostics;
  editor.draw();
  showFindings();
  showState();
}

function showStatus() {
  const status = element("status");
  const count = (word) => units.filter((unit) => unit.status === word).length;
  const busy = units.filter((unit) => ["queued", "running", "stale"].includes(unit.status)).length;
  const verified = count("verified");
  const other = units.length - verified - busy;
  status.className = busy ? "" : other ? "bad" : "good";
  const told = busy ? `verifying, ${busy} to go` : `${verified} verified` + (other ? `, ${other} not` : "");
  const isSolved = program.kind === "exercise" && !busy && !other && verified > 0;
  status.textContent = isSolved ? `solved: ${told}` : told;
  if (isSolved) solved(program.name);
}

/** Exercises that were solved keep a mark in the list, as long as the browser remembers. */
function solved(name) {
  const option = [...element("examples").options].find((one) => one.dataset.name === name);
  if (option) option.textContent = `${name} ✓`;
  try { localStorage.setItem(`solved ${name}`, "yes"); } catch { /* the mark lasts as long as the page */ }
}

function wasSolved(name) {
  try { return localStorage.getItem(`solved ${name}`) !== null; } catch { return false; }
}

async function share() {
  history.replaceState(null, "", await fragmentOf(program.name, editor.value));
  const button = element("share");
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Link copied";
  } catch {
    button.textContent = "The link is in the address bar";
  }
  setTimeout(() => { button.textContent = "Share"; }, 2500);
}

/** The list of programs: examples, exercises, and one that came with the address. */
function list(programs) {
  const choice = element("examples");
  for (const [kind, label] of [["shared", "Shared"], ["example", "Examples"], ["exercise", "Exercises"]]) {
    const options = programs.flatMap((one, value) => {
      const mark = one.kind === "exercise" && wasSolved(one.name) ? " ✓" : "";
      return (one.kind ?? "example") === kind ? [made("option", { value, textContent: one.name + mark })] : [];
    });
    for (const option of options) option.dataset.name = programs[option.value].name;
    if (options.length) choice.append(made("optgroup", { label }, ...options));
  }
  choice.value = "0";
  choice.onchange = () => {
    history.replaceState(null, "", location.pathname);
    open(programs[choice.value]);
  };
}

function made(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function showFindings() {
  const items = editor.diagnostics.map((diagnostic) => {
    const { line, character } = diagnostic.range.start;
    const place = made("button", { className: "place", textContent: `line ${line + 1}` });
    place.onclick = () => editor.goTo({ line, character });
    const code = made("span", { className: "code", textContent: ` ${diagnostic.code ?? ""}` });
    const item = made("li", { className: diagnostic.severity > 1 ? "warning" : "" }, place, code);
    item.append(made("p", { textContent: diagnostic.message }));
    for (const related of diagnostic.relatedInformation ?? []) {
      item.append(made("p", { textContent: `line ${related.location.range.start.line + 1}: ${related.message}` }));
    }
    showFixes(item, diagnostic);
    return item;
  });
  const none = made("li", { className: "none", textContent: "none" });
  element("findings").replaceChildren(...(items.length ? items : [none]));
}

async function showFixes(item, diagnostic) {
  const asked = version;
  const context = { diagnostics: [diagnostic] };
  const actions = await client.request("textDocument/codeAction", { textDocument: { uri }, range: diagnostic.range, context });
  for (const action of actions ?? []) {
    const edits = action.edit?.changes?.[uri] ?? action.edit?.documentChanges?.flatMap((change) => change.edits);
    if (!edits || asked !== version) continue;
    const button = made("button", { className: "fix", textContent: `Fix: ${action.title}` });
    button.onclick = () => { if (asked === version) editor.apply(edits); };
    item.append(button);
  }
}

let pending = 0;
async function showState() {
  const asked = ++pending;
  const place = { textDocument: { uri }, position: editor.position };
  const [state, heap] = await Promise.all([client.request("frame/state", place), client.request("frame/heapGraph", place)]);
  if (asked !== pending) return;
  element("state").textContent = state?.text ?? "nothing is verified here";
  const picture = heap?.svg && new DOMParser().parseFromString(heap.svg, "image/svg+xml").documentElement;
  element("heap").replaceChildren(...(picture ? [document.importNode(picture, true)] : []));
}

async function start() {
  const status = element("status");
  const ended = () => { status.className = "bad"; status.textContent = "the server has ended; start `frame play` again"; };
  try {
    client = await Client.connect(`ws://${location.host}/`, ended);
  } catch {
    ended();
    return;
  }
  client.on("textDocument/publishDiagnostics", published);
  client.on("frame/status", (params) => { if (params.uri === uri) { units = params.units; showStatus(); showState(); } });
  client.on("workspace/configuration", (params) => params.items.map(() => null));
  const examples = await (await fetch("examples.json")).json();
  const shared = await programOf(location.hash);
  const programs = shared ? [{ ...shared, kind: "shared" }, ...examples] : examples;
  list(programs);
  element("share").onclick = share;
  editor.text.addEventListener("input", changed);
  document.addEventListener("selectionchange", () => { if (document.activeElement === editor.text) showState(); });
  open(programs[0]);
}

start();
