// The examples of the walkthrough, copied to where they may be changed.
import * as vscode from "vscode";

/** Opens the example `wanted`, or one that the user chooses; changes made to it earlier are kept. */
export async function openExamples(context: vscode.ExtensionContext, wanted?: unknown): Promise<void> {
  const from = vscode.Uri.joinPath(context.extensionUri, "dist", "examples");
  const to = vscode.Uri.joinPath(context.globalStorageUri, "examples");
  await vscode.workspace.fs.createDirectory(to);
  const names = (await vscode.workspace.fs.readDirectory(from)).map(([name]) => name).sort();
  const chosen = names.find((name) => name === wanted) ?? (await vscode.window.showQuickPick(names, { title: "Which example?" }));
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
