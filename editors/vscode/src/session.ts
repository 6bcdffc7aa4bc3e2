// The life of the language client: finding the server, starting, restarting, and saying so when that fails.
import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  State as ClientState,
  type DynamicFeature,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { findServer, type Server } from "./findServer";
import { withPicture } from "./hoverPicture";
import { HEAP_GRAPH, STATUS, type HeapGraph, type StatusParams } from "./protocol";
import type { Verdicts } from "./verdicts";

export const LANGUAGES = ["c", "frame", "smt2"];

/** "absent": no server was found; "stopped": there is none now, and the user knows why. */
export type Life = "starting" | "running" | "stopped" | "absent";

/** Makes the code of a finding lead to its page, rendered: where the server names a file with it, to that file. */
function withPage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (code === undefined) {
    return diagnostic;
  }
  const [value, file] = typeof code === "object" ? [code.value, code.target.toString()] : [code, undefined];
  const given = encodeURIComponent(JSON.stringify(file === undefined ? [String(value)] : [String(value), file]));
  diagnostic.code = { value, target: vscode.Uri.parse(`command:frame.explainCode?${given}`) };
  return diagnostic;
}

/** The usual client would take every command of the server's as its own, and fail where the extension has one so named. */
class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!("registrationType" in feature && feature.registrationType.method === ExecuteCommandRequest.method)) {
      super.registerFeature(feature);
    }
  }
}

export class Session implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private serverCommands: vscode.Disposable[] = [];
  private starting: Promise<void> = Promise.resolve();
  private readonly lifeChanged = new vscode.EventEmitter<Life>();

  readonly onDidChangeLife = this.lifeChanged.event;
  life: Life = "stopped";
  server: Server | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly verdicts: Verdicts,
    readonly output: vscode.LogOutputChannel,
  ) {}

  /** Ends what runs and starts anew; calls that come meanwhile queue up behind it. */
  restart(): Promise<void> {
    this.starting = this.starting.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.starting;
  }

  private async start(): Promise<void> {
    this.live("starting");
    const { server, tried } = await findServer(this.context);
    tried.forEach((line) => this.output.info(`looked for the server: ${line}`));
    this.server = server;
    if (!server) {
      this.live("absent");
      void this.offerServer();
      return;
    }
    this.output.info(`${server.version}, from ${server.origin}: ${server.command}`);
    const extra = vscode.workspace.getConfiguration("frame").get<string[]>("extraArguments", []);
    const run = { command: server.command, args: [...server.prefix, "lsp", ...extra] };
    this.client = new Client("frame", "Frame", run, this.options());
    this.client.onDidChangeState(({ newState }) => {
      if (newState === ClientState.Stopped) {
        this.verdicts.clear();
        this.live("stopped");
      } else {
        this.live(newState === ClientState.Running ? "running" : "starting");
      }
    });
    this.client.onNotification(STATUS, (params: StatusParams) => this.verdicts.take(params));
    try {
      await this.client.start();
      await this.registerServerCommands(this.client.initializeResult?.capabilities.executeCommandProvider?.commands ?? []);
    } catch (error) {
      this.output.error(`the server did not start: ${String(error)}`);
      this.live("stopped");
    }
  }

  /** Commands that fixes and lenses of the server's may name. */
  private async registerServerCommands(names: string[]): Promise<void> {
    const taken = new Set(await vscode.commands.getCommands());
    this.serverCommands = names
      .filter((name) => !taken.has(name))
      .map((name) => vscode.commands.registerCommand(name, (...args: unknown[]) => this.execute(name, args)));
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: LANGUAGES.flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
      outputChannel: this.output,
      traceOutputChannel: this.output,
      synchronize: { configurationSection: "frame" },
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(withPage)),
        provideHover: async (document, position, token, next) =>
          withPicture(await next(document, position, token), () => this.ask<HeapGraph>(HEAP_GRAPH, this.place(document, position), token)),
      },
      initializationOptions: { trusted: vscode.workspace.isTrusted },
    };
  }

  private live(life: Life): void {
    this.life = life;
    void vscode.commands.executeCommand("setContext", "frame.active", life === "running");
    this.lifeChanged.fire(life);
  }

  private async offerServer(): Promise<void> {
    const choosePython = vscode.extensions.getExtension("ms-python.python") ? ["Choose Python Environment"] : [];
    const choice = await vscode.window.showWarningMessage(
      "Frame's server was not found, so nothing is verified. It is the Python package frame-ls.",
      "Install It for Me",
      ...choosePython,
      "Open Settings",
      "Show Output",
    );
    const command = {
      "Install It for Me": "frame.installServer",
      "Choose Python Environment": "python.setInterpreter",
      "Open Settings": "frame.openSettings",
      "Show Output": "frame.showOutput",
    }[choice ?? ""];
    if (command) {
      await vscode.commands.executeCommand(command);
    }
  }

  /** Null without a server, or when the server knows no answer. */
  async ask<Answer>(method: string, params: object, token?: vscode.CancellationToken): Promise<Answer | null> {
    if (!this.client || this.life !== "running") {
      return null;
    }
    try {
      return await (token
        ? this.client.sendRequest<Answer | null>(method, params, token)
        : this.client.sendRequest<Answer | null>(method, params));
    } catch (error) {
      if (!token?.isCancellationRequested) {
        this.output.warn(`${method}: ${String(error)}`);
      }
      return null;
    }
  }

  /** A place in a document as the server takes it. */
  place(document: vscode.TextDocument, position: vscode.Position): object {
    return {
      textDocument: { uri: document.uri.toString() },
      position: { line: position.line, character: position.character },
    };
  }

  execute(command: string, args: unknown[]): Promise<unknown> {
    return this.ask("workspace/executeCommand", { command, arguments: args });
  }

  async stop(): Promise<void> {
    vscode.Disposable.from(...this.serverCommands).dispose();
    this.serverCommands = [];
    const client = this.client;
    this.client = undefined;
    if (client) {
      await client.dispose(3000).catch((error: unknown) => this.output.warn(`stopping the server: ${String(error)}`));
    }
    this.verdicts.clear();
  }

  dispose(): void {
    void this.stop();
    this.lifeChanged.dispose();
  }
}
