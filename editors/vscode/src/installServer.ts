// Makes a Python environment of the extension's own and installs the server there, when the user asks for it.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as vscode from "vscode";
import { ownEnvironment, pythonIn } from "./findServer";

/** Whether the server is there afterwards. What pip says goes to `output`. */
export async function installServer(context: vscode.ExtensionContext, output: vscode.OutputChannel): Promise<boolean> {
  const folder = ownEnvironment(context);
  const python = process.platform === "win32" ? "py" : "python3";
  const steps: [string, string, string[]][] = [
    ["making a Python environment", python, ["-m", "venv", "--clear", folder]],
    ["installing frame-ls", pythonIn(folder), ["-m", "pip", "install", "--disable-pip-version-check", "frame-ls"]],
  ];
  fs.mkdirSync(context.globalStorageUri.fsPath, { recursive: true });
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Frame", cancellable: true },
    async (progress, token) => {
      for (const [message, command, args] of steps) {
        progress.report({ message });
        const failure = await run(command, args, context.globalStorageUri.fsPath, output, token);
        if (token.isCancellationRequested) {
          return false;
        }
        if (failure) {
          const choice = await vscode.window.showErrorMessage(`Frame: ${message} failed: ${failure}`, "Show Output");
          if (choice) {
            output.show();
          }
          return false;
        }
      }
      return true;
    },
  );
}

/** Null when the program ended well, else a line that says why not. */
function run(
  command: string,
  args: string[],
  cwd: string,
  output: vscode.OutputChannel,
  token: vscode.CancellationToken,
): Promise<string | null> {
  output.appendLine(`$ ${command} ${args.join(" ")}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const write = (data: Buffer) => output.append(data.toString());
    child.stdout.on("data", write);
    child.stderr.on("data", write);
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code === 0 ? null : `exit status ${code ?? "unknown"}`));
    token.onCancellationRequested(() => child.kill());
  });
}
