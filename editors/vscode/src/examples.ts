// The examples of the walkthrough, copied to where they may be changed.
import * as vscode from "vscode";

/** Opens the first example; changes made to it earlier are kept. */
export async function openExamples(context: vscode.ExtensionContext): Promise<void> {
  const from = vscode.Uri.joinPath(context.extensionUri, "examples");
  const to = vscode.Uri.joinPath(context.globalStorageUri, "examples");
  await vscode.workspace.fs.createDirectory(to);
  const names = (await vscode.workspace.fs.readDirectory(from)).map(([name]) => name).sort();
  const chosen =
    names.length > 1 ? await vscode.window.showQuickPick(names, { title: "Which example?" }) : names[0];
  if (!chosen) {
    return;
  }
  const copy = vscode.Uri.joinPath(to, chosen);
  try {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(from, chosen), copy, { overwrite: false });
  } catch {
    // It is there from an earlier time.
  }
  await vscode.window.showTextDocument(copy, { viewColumn: vscode.ViewColumn.One });
}
