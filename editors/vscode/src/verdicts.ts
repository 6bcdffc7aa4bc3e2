// Where every unit of every open document stands, as the server last said; everything on screen is drawn from it.
import * as vscode from "vscode";
import type { Status, StatusParams, Unit } from "./protocol";

export type Mark = "verified" | "failed" | "unknown" | "busy" | "idle";

/** How a status is shown: five marks are all that a glance can tell apart. */
export function markOf(status: Status): Mark {
  switch (status) {
    case "verified":
      return "verified";
    case "failed":
    case "refuted":
    case "error":
      return "failed";
    case "unknown":
    case "timeout":
    case "unsupported":
      return "unknown";
    case "queued":
    case "running":
      return "busy";
    case "stale":
    case "not run":
      return "idle";
    default:
      return "idle"; // a status that a newer server has
  }
}

/** "12 ms", "1.4 s". */
export function duration(seconds: number): string {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(1)} s`;
}

/** The verdict in a few words: "verified in 12 ms", "not proved", "timeout: ...". */
export function describe(unit: Unit): string {
  const why = unit.reason ? `: ${unit.reason}` : "";
  switch (unit.status) {
    case "verified":
      return typeof unit.seconds !== "number" ? "verified" : `verified in ${duration(unit.seconds)}`;
    case "failed":
      return unit.kind === "query" && unit.reason ? unit.reason : `not proved${why}`;
    case "running":
      return typeof unit.elapsed === "number" && unit.elapsed >= 1 ? `verifying for ${duration(unit.elapsed)}` : "verifying";
    default:
      return `${unit.status}${why}`;
  }
}

export interface Counts {
  verified: number;
  failed: number;
  unknown: number;
  busy: number;
  idle: number;
}

/** A file's own entry counts only when something is wrong with it: it is not a function that was proved. */
export function count(units: readonly Unit[]): Counts {
  const counts: Counts = { verified: 0, failed: 0, unknown: 0, busy: 0, idle: 0 };
  for (const unit of units) {
    const mark = markOf(unit.status);
    if (unit.kind !== "file" || mark === "failed" || mark === "busy") {
      counts[mark]++;
    }
  }
  return counts;
}

export class Verdicts implements vscode.Disposable {
  private readonly byDocument = new Map<string, readonly Unit[]>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();

  /** Fires with the document whose units changed. */
  readonly onDidChange = this.changed.event;

  take(params: StatusParams): void {
    const uri = vscode.Uri.parse(params.uri);
    this.byDocument.set(uri.toString(), params.units);
    this.changed.fire(uri);
  }

  forget(uri: vscode.Uri): void {
    if (this.byDocument.delete(uri.toString())) {
      this.changed.fire(uri);
    }
  }

  /** The server is gone: nothing may look as if it were still at work, or still true. */
  clear(): void {
    for (const uri of [...this.byDocument.keys()]) {
      this.forget(vscode.Uri.parse(uri));
    }
  }

  of(uri: vscode.Uri): readonly Unit[] {
    return this.byDocument.get(uri.toString()) ?? [];
  }

  has(uri: vscode.Uri): boolean {
    return this.byDocument.has(uri.toString());
  }

  documents(): vscode.Uri[] {
    return [...this.byDocument.keys()].map((uri) => vscode.Uri.parse(uri));
  }

  /** The innermost unit around a line that is not the file itself. */
  at(uri: vscode.Uri, line: number): Unit | undefined {
    const around = this.of(uri).filter(
      (unit) => unit.kind !== "file" && unit.range && unit.range.start.line <= line && line <= unit.range.end.line,
    );
    return around.sort((a, b) => (b.range?.start.line ?? 0) - (a.range?.start.line ?? 0))[0];
  }

  dispose(): void {
    this.changed.dispose();
  }
}
