// The proof-state panel: asks for the state at the cursor and hands it to the page, marked stale while a newer one comes.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { HEAP_GRAPH, STATE, type HeapGraph, type Range, type State } from "./protocol";
import { LANGUAGES, type Session } from "./session";
import type { Verdicts } from "./verdicts";

/** What the page is told. */
export type ToPage =
  | { kind: "state"; file: string; line: number; state: State; pictures: string[] }
  | { kind: "none"; text: string }
  | { kind: "stale" };

/** What the page asks for. */
export type FromPage = { kind: "ready" } | { kind: "reveal"; range: Range } | { kind: "light"; ranges: Range[] };

const VIEW = "frame.proofState";

export class StateView implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private source: vscode.TextEditor | undefined;
  private timer: NodeJS.Timeout | undefined;
  private asking: vscode.CancellationTokenSource | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly session: Session,
    verdicts: Verdicts,
  ) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.source?.document) {
          this.follow(this.source);
        }
      }),
      verdicts.onDidChange((uri) => {
        if (uri.toString() === this.source?.document.uri.toString()) {
          this.follow(this.source);
        }
      }),
      session.onDidChangeLife(() => this.follow(this.source)),
    ];
  }

  /** Opens the panel beside the editor, or brings it to the front. The cursor stays where it is. */
  show(): void {
    const editor = vscode.window.activeTextEditor;
    if (this.panel) {
      this.panel.reveal(undefined, true);
    } else {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(VIEW, "Proof State", column, { retainContextWhenHidden: true }));
    }
    this.follow(editor ?? this.source);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    this.follow(vscode.window.activeTextEditor);
    return Promise.resolve();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { extensionUri } = this.context;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, "media", "file.svg");
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist"), vscode.Uri.joinPath(extensionUri, "media")],
    };
    panel.webview.onDidReceiveMessage((message: FromPage) => this.hear(message));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.announce();
    });
    panel.webview.html = this.html(panel.webview);
    this.announce();
  }

  private announce(): void {
    void vscode.commands.executeCommand("setContext", "frame.panelOpen", this.panel !== undefined);
  }

  private html(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("base64");
    const uri = (folder: string, name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.context.extensionUri, folder, name)).toString();
    const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'; img-src data:`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>Proof State</title>
  <link rel="stylesheet" href="${uri("media", "page.css")}">
</head>
<body>
  <main id="page"></main>
  <script nonce="${nonce}" src="${uri("dist", "page.js")}"></script>
</body>
</html>`;
  }

  private hear(message: FromPage): void {
    switch (message.kind) {
      case "ready":
        this.follow(vscode.window.activeTextEditor ?? this.source);
        break;
      case "reveal":
        void this.reveal(message.range);
        break;
      case "light":
        this.source?.setDecorations(this.lit, message.ranges.map(editorRange));
        break;
    }
  }

  /** A place in the source of what the pointer is on, in the panel. */
  private readonly lit = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightBackground"),
    border: "1px solid",
    borderColor: new vscode.ThemeColor("editor.wordHighlightBorder"),
  });

  private async reveal({ start, end }: Range): Promise<void> {
    if (this.source) {
      const { document, viewColumn } = this.source;
      const selection = editorRange({ start, end });
      await vscode.window.showTextDocument(document, { selection, ...(viewColumn === undefined ? {} : { viewColumn }) });
    }
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (!this.panel || !editor || !LANGUAGES.includes(editor.document.languageId)) {
      return;
    }
    this.source = editor;
    clearTimeout(this.timer);
    const delay = vscode.workspace.getConfiguration("frame").get<number>("proofState.delay", 60);
    this.timer = setTimeout(() => void this.ask(editor), delay);
  }

  private async ask(editor: vscode.TextEditor): Promise<void> {
    this.asking?.cancel();
    const question = new vscode.CancellationTokenSource();
    this.asking = question;
    this.tell({ kind: "stale" });
    const place = this.session.place(editor.document, editor.selection.active);
    const [state, graph] = await Promise.all([
      this.session.ask<State>(STATE, place, question.token),
      this.session.ask<HeapGraph>(HEAP_GRAPH, place, question.token),
    ]);
    if (question.token.isCancellationRequested) {
      return;
    }
    if (state) {
      const file = vscode.workspace.asRelativePath(editor.document.uri);
      this.tell({ kind: "state", file, line: editor.selection.active.line + 1, state, pictures: graph?.pictures ?? [] });
    } else if (this.session.life === "running") {
      this.tell({ kind: "none", text: "No state here: the cursor is outside every function that was verified." });
    } else {
      this.tell({ kind: "none", text: "The server is not running." });
    }
  }

  private tell(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking?.cancel();
    this.panel?.dispose();
    this.lit.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

function editorRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
