// The verdict of a unit above its first line, and what can be done about it.
import * as vscode from "vscode";
import type { Unit } from "./protocol";
import { LANGUAGES } from "./session";
import { describe, markOf, type Mark, type Verdicts } from "./verdicts";

const SIGNS: Record<Mark, string> = {
  verified: "$(pass)",
  failed: "$(error)",
  unknown: "$(question)",
  busy: "$(sync~spin)",
  idle: "$(circle-large-outline)",
};

export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly verdicts: Verdicts) {
    this.subscriptions = [
      verdicts.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration(() => this.changed.fire()),
      vscode.languages.registerCodeLensProvider(LANGUAGES, this),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("frame").get<boolean>("codeLens", true)) {
      return [];
    }
    return this.verdicts.of(document.uri).flatMap((unit) => lensesOf(document, unit));
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.changed.dispose();
  }
}

function lensesOf(document: vscode.TextDocument, unit: Unit): vscode.CodeLens[] {
  const line = unit.range?.start.line;
  if (unit.kind === "file" || unit.kind === "predicate" || line === undefined || line >= document.lineCount) {
    return [];
  }
  const range = new vscode.Range(line, 0, line, 0);
  const mark = markOf(unit.status);
  const verdict = `${SIGNS[mark]}\u00a0${describe(unit)}`;
  const [command, tooltip] =
    mark === "busy" ? ["frame.stop", "Stop verifying"] : ["frame.verifyFunction", `Verify ${unit.unit} once more`];
  return [new vscode.CodeLens(range, { title: verdict, command, tooltip, arguments: [document.uri, unit.unit] })];
}
