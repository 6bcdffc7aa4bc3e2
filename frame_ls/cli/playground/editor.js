// A plain text area with line numbers, and squiggles drawn on a page behind the text.

export class Editor {
  constructor(text, marks, gutter) {
    this.text = text;
    this.marks = marks;
    this.gutter = gutter;
    this.diagnostics = [];
    text.addEventListener("scroll", () => this.#scroll());
    text.addEventListener("keydown", (event) => this.#key(event));
  }

  get value() { return this.text.value; }

  set value(value) {
    this.text.value = value;
    this.diagnostics = [];
    this.draw();
    this.text.setSelectionRange(0, 0);
    this.text.scrollTo(0, 0);
  }

  /** The cursor as line and UTF-16 column, both from 0. */
  get position() {
    const before = this.value.slice(0, this.text.selectionStart).split("\n");
    return { line: before.length - 1, character: before.at(-1).length };
  }

  offset({ line, character }) {
    const lines = this.value.split("\n");
    if (line >= lines.length) return this.value.length;
    const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
    return start + Math.min(character, lines[line].length);
  }

  goTo(position) {
    const offset = this.offset(position);
    this.text.focus();
    this.text.setSelectionRange(offset, offset);
    this.text.scrollTop = Math.max(0, position.line * 20 - this.text.clientHeight / 2);
  }

  /** Carries out the edits of a fix, the last one first, so that offsets stay right. */
  apply(edits) {
    const places = edits.map((edit) => ({ ...edit, start: this.offset(edit.range.start), end: this.offset(edit.range.end) }));
    for (const { start, end, newText } of places.sort((a, b) => b.start - a.start)) {
      this.text.setRangeText(newText, start, end, "end");
    }
    this.text.dispatchEvent(new Event("input"));
  }

  draw() {
    const count = this.value.split("\n").length;
    this.gutter.textContent = Array.from({ length: count }, (_, n) => n + 1).join("\n") + "\n";
    this.marks.replaceChildren(...this.#pieces());
    this.#scroll();
  }

  #pieces() {
    const pieces = [];
    let at = 0;
    const stretches = this.diagnostics
      .map((d) => ({ start: this.offset(d.range.start), end: this.offset(d.range.end), severity: d.severity }))
      .sort((a, b) => a.start - b.start);
    for (const { start, end, severity } of stretches) {
      if (start < at) continue;
      pieces.push(this.value.slice(at, start));
      const mark = document.createElement("mark");
      mark.textContent = this.value.slice(start, Math.max(end, start + 1)) || " ";
      if (severity > 1) mark.className = "warning";
      pieces.push(mark);
      at = Math.max(end, start + 1);
    }
    pieces.push(this.value.slice(at) + "\n");
    return pieces;
  }

  #scroll() {
    this.marks.scrollTo(this.text.scrollLeft, this.text.scrollTop);
    this.gutter.scrollTop = this.text.scrollTop;
  }

  #key(event) {
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    this.text.setRangeText("  ", this.text.selectionStart, this.text.selectionEnd, "end");
    this.text.dispatchEvent(new Event("input"));
  }
}
