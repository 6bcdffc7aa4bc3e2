// The page of a finding code, as the command line prints it, in VS Code's markdown preview.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Session } from "./session";

const SCHEME = "frame-explain";

export function registerPages(session: Session): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => page(session, uri.path.replace(/\.md$/, "")),
  });
}

async function page(session: Session, code: string): Promise<string> {
  if (!session.server) {
    return "The server was not found.";
  }
  try {
    const run = promisify(execFile);
    const { stdout } = await run(session.server.command, [...session.server.prefix, "explain", code], { timeout: 20_000 });
    return stdout.replace(/^([\w-]+): (.*)/, "# $2\n\n`$1`");
  } catch (error) {
    return `There is no page for \`${code}\`.\n\n${(error as { stderr?: string }).stderr ?? ""}`;
  }
}

function codeOf(diagnostic: vscode.Diagnostic): string | undefined {
  const { code } = diagnostic;
  return code === undefined ? undefined : String(typeof code === "object" ? code.value : code);
}

/** Explains the code `given`, else the finding at the cursor, else one of the file's that the user chooses. */
export async function explainFinding(given: unknown, file: unknown): Promise<void> {
  if (typeof file === "string" && file.startsWith("file:")) {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", vscode.Uri.parse(file));
    return;
  }
  const code = typeof given === "string" ? given : await chosenCode();
  if (code) {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", vscode.Uri.from({ scheme: SCHEME, path: `${code}.md` }));
  }
}

async function chosenCode(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const findings = editor
    ? vscode.languages.getDiagnostics(editor.document.uri).filter((one) => one.source === "frame")
    : [];
  const here = findings.find((one) => editor && one.range.contains(editor.selection.active));
  if (here) {
    return codeOf(here);
  }
  const codes = [...new Set(findings.map(codeOf))].filter((code) => code !== undefined);
  return codes.length > 0
    ? vscode.window.showQuickPick(codes, { title: "Explain a finding of this file" })
    : vscode.window.showInputBox({ title: "Explain a finding", prompt: "Its code, such as missing-cell" });
}
