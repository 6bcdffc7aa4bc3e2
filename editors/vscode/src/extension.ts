// Puts the extension together: a language client, and what is drawn from the server's verdicts.
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { registerPages } from "./explain";
import { onPythonChanged } from "./findServer";
import { Lenses } from "./lenses";
import { LANGUAGES, Session } from "./session";
import { StateView } from "./stateView";
import { StatusBar } from "./statusBar";
import { TestExplorer } from "./testExplorer";
import { Verdicts } from "./verdicts";

const RESTARTS = ["frame.serverPath", "frame.pythonPath", "frame.extraArguments"];

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Frame", { log: true });
  const verdicts = new Verdicts();
  const running = new Session(context, verdicts, output);
  session = running;
  const stateView = new StateView(context, running, verdicts);
  context.subscriptions.push(
    output,
    verdicts,
    stateView,
    new StatusBar(running, verdicts),
    new Lenses(verdicts),
    new TestExplorer(running, verdicts),
    registerPages(running),
    registerCommands({ context, session: running, verdicts, stateView }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => verdicts.forget(uri)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (RESTARTS.some((name) => event.affectsConfiguration(name))) {
        void running.restart();
      }
    }),
    vscode.window.onDidChangeActiveTextEditor(tellMenus),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) {
        tellMenus(vscode.window.activeTextEditor);
      }
    }),
  );
  tellMenus(vscode.window.activeTextEditor);
  void onPythonChanged(() => void running.restart()).then((listener) => {
    if (listener) {
      context.subscriptions.push(listener);
    }
  });
  await running.restart();
}

/** Plain C gets no buttons of ours. */
function tellMenus(editor: vscode.TextEditor | undefined): void {
  const document = editor?.document;
  const annotated =
    document !== undefined &&
    LANGUAGES.includes(document.languageId) &&
    (document.languageId !== "c" || /\/[/*]@/.test(document.getText()));
  void vscode.commands.executeCommand("setContext", "frame.annotated", annotated);
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
