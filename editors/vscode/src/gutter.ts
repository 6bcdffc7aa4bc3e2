// A mark beside the first line of every unit.
import * as vscode from "vscode";
import { describe, markOf, type Mark, type Verdicts } from "./verdicts";

const MARKS: Mark[] = ["verified", "failed", "unknown", "busy", "idle"];

export class Gutter implements vscode.Disposable {
  private readonly types: Map<Mark, vscode.TextEditorDecorationType>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    context: vscode.ExtensionContext,
    private readonly verdicts: Verdicts,
  ) {
    const type = (mark: Mark) =>
      vscode.window.createTextEditorDecorationType({
        gutterIconPath: vscode.Uri.joinPath(context.extensionUri, "media", `gutter-${mark}.svg`),
        gutterIconSize: "70%",
      });
    this.types = new Map(MARKS.map((mark) => [mark, type(mark)]));
    this.subscriptions = [
      ...this.types.values(),
      verdicts.onDidChange((uri) => this.drawAll(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("frame.gutter")) {
          this.drawAll();
        }
      }),
    ];
  }

  private drawAll(uri?: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (!uri || editor.document.uri.toString() === uri.toString()) {
        this.draw(editor);
      }
    }
  }

  private draw(editor: vscode.TextEditor): void {
    const wanted = vscode.workspace.getConfiguration("frame").get<boolean>("gutter", true);
    const places = new Map<Mark, vscode.DecorationOptions[]>(MARKS.map((mark) => [mark, []]));
    for (const unit of wanted ? this.verdicts.of(editor.document.uri) : []) {
      const line = unit.range?.start.line;
      if (unit.kind === "file" || line === undefined || line >= editor.document.lineCount) {
        continue;
      }
      places.get(markOf(unit.status))?.push({
        range: new vscode.Range(line, 0, line, 0),
        hoverMessage: `Frame: \`${unit.unit}\` ${describe(unit)}`,
      });
    }
    for (const [mark, type] of this.types) {
      editor.setDecorations(type, places.get(mark) ?? []);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
