// The item in the status bar: what the active document has come to, and whether anything is at work on it.
import * as vscode from "vscode";
import { LANGUAGES, type Session } from "./session";
import { count, describe, markOf, type Mark, type Verdicts } from "./verdicts";

const ICONS: Record<Mark, string> = {
  verified: "$(pass)",
  failed: "$(error)",
  unknown: "$(question)",
  busy: "$(sync~spin)",
  idle: "$(circle-large-outline)",
};

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("frame.status", vscode.StatusBarAlignment.Left, 10);
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly session: Session,
    private readonly verdicts: Verdicts,
  ) {
    this.item.name = "Frame";
    this.item.command = "frame.menu";
    this.subscriptions = [
      session.onDidChangeLife(() => this.draw()),
      verdicts.onDidChange(() => this.draw()),
      vscode.window.onDidChangeActiveTextEditor(() => this.draw()),
    ];
    this.draw();
  }

  private draw(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !LANGUAGES.includes(document.languageId)) {
      this.item.hide();
      return;
    }
    this.item.backgroundColor = undefined;
    switch (this.session.life) {
      case "running":
        this.drawVerdicts(document.uri);
        break;
      case "starting":
        this.show("$(sync~spin) Frame", "Frame is starting");
        break;
      case "absent":
        this.item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
        this.show("$(warning) Frame: no server", "The server was not found. Click for what can be done.");
        break;
      case "stopped":
        this.show("$(debug-disconnect) Frame: stopped", "The server is not running. Click for what can be done.");
        break;
    }
    this.item.show();
  }

  private drawVerdicts(uri: vscode.Uri): void {
    const units = this.verdicts.of(uri);
    const counts = count(units);
    const shown: Mark[] = ["busy", "verified", "failed", "unknown"];
    const parts = shown.filter((mark) => counts[mark] > 0).map((mark) => `${ICONS[mark]} ${counts[mark]}`);
    const tooltip = new vscode.MarkdownString(undefined, true);
    tooltip.appendMarkdown("**Frame**\n\n");
    for (const unit of units.filter((one) => one.kind !== "file").slice(0, 30)) {
      tooltip.appendMarkdown(`${ICONS[markOf(unit.status)]} \`${unit.unit}\` ${describe(unit)}  \n`);
    }
    if (parts.length === 0) {
      tooltip.appendMarkdown("Nothing to verify here: no function has a contract.");
    }
    this.show(`Frame ${parts.join(" ")}`.trim(), tooltip);
    const words = shown.filter((mark) => counts[mark] > 0).map((mark) => `${counts[mark]} ${mark === "busy" ? "at work" : mark}`);
    this.item.accessibilityInformation = { label: `Frame: ${words.join(", ") || "nothing to verify"}` };
  }

  private show(text: string, tooltip: string | vscode.MarkdownString): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: typeof tooltip === "string" ? tooltip : text };
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.item.dispose();
  }
}
