// Finds the server: named in the settings, in the chosen Python environment, installed by this extension, or on PATH.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

export interface Server {
  command: string;
  /** What comes before `lsp`, `explain CODE`, ...: empty for `frame` itself, `-m frame_ls` for a Python. */
  prefix: string[];
  version: string;
  /** Where it was found, for the output: "the setting frame.serverPath". */
  origin: string;
}

interface Candidate {
  command: string;
  prefix: string[];
  origin: string;
}

export interface Search {
  server?: Server;
  /** A line for each place that was looked at in vain. */
  tried: string[];
}

/** The part of the Python extension's interface that is used here. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<Partial<PythonApi>>("ms-python.python");
  if (!extension) {
    return undefined;
  }
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    return api.environments ? { environments: api.environments } : undefined;
  } catch {
    return undefined;
  }
}

/** Calls `listener` when the user chooses another Python environment. */
export async function onPythonChanged(listener: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonApi())?.environments.onDidChangeActiveEnvironmentPath(listener);
}

async function chosenPython(): Promise<string | undefined> {
  const api = await pythonApi();
  if (!api) {
    return undefined;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const active = api.environments.getActiveEnvironmentPath(folder);
  const resolved = await api.environments.resolveEnvironment(active);
  return resolved?.executable.uri?.fsPath;
}

/** The Python of a virtual environment in `folder`. */
export function pythonIn(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

/** The environment that "Install the Server" makes. */
export function ownEnvironment(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, "server");
}

async function* candidates(context: vscode.ExtensionContext): AsyncGenerator<Candidate> {
  const settings = vscode.workspace.getConfiguration("frame");
  const viaPython = (python: string, origin: string): Candidate => ({ command: python, prefix: ["-m", "frame_ls"], origin });
  const serverPath = settings.get<string>("serverPath", "").trim();
  if (serverPath) {
    yield { command: expanded(serverPath), prefix: [], origin: "the setting frame.serverPath" };
  }
  const pythonPath = settings.get<string>("pythonPath", "").trim();
  if (pythonPath) {
    yield viaPython(expanded(pythonPath), "the setting frame.pythonPath");
  }
  if (vscode.workspace.isTrusted) {
    const chosen = await chosenPython();
    if (chosen) {
      yield viaPython(chosen, "the chosen Python environment");
    }
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      for (const name of [".venv", "venv"]) {
        const python = pythonIn(path.join(folder.uri.fsPath, name));
        if (fs.existsSync(python)) {
          yield viaPython(python, `${name} in the workspace`);
        }
      }
    }
  }
  const own = pythonIn(ownEnvironment(context));
  if (fs.existsSync(own)) {
    yield viaPython(own, "installed by this extension");
  }
  yield { command: "frame", prefix: [], origin: "PATH" };
}

function expanded(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return text.replace("${workspaceFolder}", folder).replace(/^~(?=[/\\])/, process.env.HOME ?? "~");
}

/** The first candidate that answers `--version`. */
export async function findServer(context: vscode.ExtensionContext): Promise<Search> {
  const tried: string[] = [];
  for await (const candidate of candidates(context)) {
    try {
      const version = await versionOf(candidate);
      return { server: { ...candidate, version }, tried };
    } catch (error) {
      tried.push(`${candidate.origin}: ${candidate.command} ${reason(error)}`);
    }
  }
  return { tried };
}

async function versionOf(candidate: Candidate): Promise<string> {
  const run = promisify(execFile);
  // Never in the workspace's folder: Python would import a `frame_ls` that lies there.
  const cwd = path.dirname(process.execPath);
  const { stdout } = await run(candidate.command, [...candidate.prefix, "--version"], { timeout: 20_000, cwd });
  return stdout.trim();
}

function reason(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === "ENOENT") {
    return "is not there";
  }
  if (stderr?.includes("No module named")) {
    return "does not have frame-ls installed";
  }
  const last = stderr?.trim().split("\n").pop();
  return last ? `failed: ${last}` : "failed";
}
