// The commands of the palette, the menus and the status bar.
import * as vscode from "vscode";
import { explainFinding } from "./explain";
import { openExamples } from "./examples";
import { installServer } from "./installServer";
import { STOP, VERIFY } from "./protocol";
import { LANGUAGES, type Session } from "./session";
import type { StateView } from "./stateView";
import type { Verdicts } from "./verdicts";

interface Parts {
  context: vscode.ExtensionContext;
  session: Session;
  verdicts: Verdicts;
  stateView: StateView;
}

type Command = (...args: unknown[]) => unknown;

export function registerCommands(parts: Parts): vscode.Disposable {
  const { context, session, stateView } = parts;
  const commands: Record<string, Command> = {
    verifyFunction: (uri, unit) => verifyFunction(parts, uri, unit),
    verifyFile: () => verifyFile(session),
    verifyWorkspace: () => verifyWorkspace(session),
    stop: () => session.execute(STOP, activeUri() ?? []),
    restart: () => session.restart(),
    showProofState: () => stateView.show(),
    showOutput: () => session.output.show(),
    openSettings: () => vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
    explainCode: (code, file) => explainFinding(code, file),
    installServer: async () => {
      if (await installServer(context, session.output)) {
        await session.restart();
      }
    },
    tryExamples: (name) => openExamples(context, name),
    reportProblem: () => reportProblem(context, session),
    menu: () => menu(session),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`frame.${name}`, run)),
  );
}

function activeUri(): string[] | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && LANGUAGES.includes(document.languageId) ? [document.uri.toString()] : undefined;
}

/** From a lens the document and the unit are given; else they are the ones at the cursor. */
async function verifyFunction({ session, verdicts }: Parts, given: unknown, name: unknown): Promise<void> {
  if (given instanceof vscode.Uri && typeof name === "string") {
    await session.execute(VERIFY, [given.toString(), name]);
    return;
  }
  const editor = vscode.window.activeTextEditor;
  const unit = editor && verdicts.at(editor.document.uri, editor.selection.active.line);
  if (editor && unit) {
    await session.execute(VERIFY, [editor.document.uri.toString(), unit.unit]);
  } else {
    void vscode.window.showInformationMessage("Frame: the cursor is in no function with a contract.");
  }
}

async function verifyFile(session: Session): Promise<void> {
  const uri = activeUri();
  if (uri) {
    await session.execute(VERIFY, uri);
  }
}

/** Runs `frame check` over the folders as a task, so that its findings reach the problems of files that are not open. */
async function verifyWorkspace(session: Session): Promise<void> {
  const { server } = session;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (!server || folders.length === 0) {
    void vscode.window.showInformationMessage("Frame: there is no folder to verify, or no server.");
    return;
  }
  for (const folder of folders) {
    const run = new vscode.ProcessExecution(server.command, [...server.prefix, "check", "--no-color", "."], {
      cwd: folder.uri.fsPath,
    });
    const task = new vscode.Task({ type: "process" }, folder, `verify ${folder.name}`, "Frame", run, "$frame");
    await vscode.tasks.executeTask(task);
  }
}

async function reportProblem(context: vscode.ExtensionContext, session: Session): Promise<void> {
  const server = session.server ? `${session.server.version} (from ${session.server.origin})` : "not found";
  await vscode.commands.executeCommand("workbench.action.openIssueReporter", {
    extensionId: context.extension.id,
    issueBody: `Server: ${server}\n\nWhat I did:\n\nWhat happened:\n\nWhat I expected:\n`,
  });
}

async function menu(session: Session): Promise<void> {
  const always = [
    { label: "$(type-hierarchy) Show the proof state", command: "frame.showProofState" },
    { label: "$(play) Verify the function at the cursor", command: "frame.verifyFunction" },
    { label: "$(run-all) Verify the file", command: "frame.verifyFile" },
    { label: "$(debug-stop) Stop verifying", command: "frame.stop" },
    { label: "$(book) Explain a finding", command: "frame.explainCode" },
  ];
  const missing = [{ label: "$(cloud-download) Install the server", command: "frame.installServer" }];
  const items = [
    ...(session.life === "running" ? always : session.life === "absent" ? missing : []),
    { label: "$(debug-restart) Restart the server", command: "frame.restart" },
    { label: "$(output) Show the output", command: "frame.showOutput" },
    { label: "$(gear) Open the settings", command: "frame.openSettings" },
  ];
  const title = session.server ? `Frame: ${session.server.version}, from ${session.server.origin}` : "Frame";
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (chosen) {
    await vscode.commands.executeCommand(chosen.command);
  }
}
