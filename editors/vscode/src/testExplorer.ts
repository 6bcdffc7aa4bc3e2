// The test explorer: an entry per function, lemma and query, with its verdict and time.
import * as vscode from "vscode";
import { VERIFY, type Unit } from "./protocol";
import type { Session } from "./session";
import { describe, markOf, type Verdicts } from "./verdicts";

export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("frame", "Frame");
  private readonly shown = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly session: Session,
    private readonly verdicts: Verdicts,
  ) {
    this.controller.createRunProfile("Verify", vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
    this.controller.refreshHandler = () => {
      verdicts.documents().forEach((uri) => this.update(uri));
    };
    this.subscriptions = [this.controller, verdicts.onDidChange((uri) => this.update(uri))];
  }

  /** Brings a document's entries up to date, and reports the verdicts that are news. */
  private update(uri: vscode.Uri): void {
    const units = this.verdicts.of(uri).filter((unit) => unit.kind !== "file" && unit.kind !== "predicate");
    if (units.length === 0) {
      this.controller.items.delete(uri.toString());
      return;
    }
    const file = this.item(this.controller.items, uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    const news: [vscode.TestItem, Unit][] = [];
    const present = new Set<string>();
    for (const unit of units) {
      const item = this.item(file.children, unit.unit, unit.unit, uri);
      present.add(unit.unit);
      if (unit.range) {
        const { start, end } = unit.range;
        item.range = new vscode.Range(start.line, start.character, end.line, end.character);
      }
      const key = `${uri.toString()}#${unit.unit}`;
      const settled = markOf(unit.status) !== "busy" && markOf(unit.status) !== "idle";
      if (settled && this.shown.get(key) !== unit.status) {
        this.shown.set(key, unit.status);
        news.push([item, unit]);
      } else if (!settled && this.shown.delete(key)) {
        this.controller.invalidateTestResults(item);
      }
    }
    file.children.forEach((item) => {
      if (!present.has(item.id)) {
        file.children.delete(item.id);
      }
    });
    this.report(news);
  }

  private item(items: vscode.TestItemCollection, id: string, label: string, uri: vscode.Uri): vscode.TestItem {
    const known = items.get(id);
    if (known) {
      return known;
    }
    const item = this.controller.createTestItem(id, label, uri);
    items.add(item);
    return item;
  }

  private report(news: [vscode.TestItem, Unit][]): void {
    if (news.length === 0) {
      return;
    }
    const request = new vscode.TestRunRequest(news.map(([item]) => item));
    const run = this.controller.createTestRun(request, undefined, false);
    // Without messages: the findings are on the screen already, as diagnostics.
    news.forEach(([item, unit]) => conclude(run, item, unit, []));
    run.end();
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const chosen = leaves(request.include ?? entries(this.controller.items)).filter((item) => !request.exclude?.includes(item));
    chosen.forEach((item) => run.started(item));
    await Promise.all(
      chosen.map(async (item) => {
        if (!item.uri) {
          return;
        }
        const done = this.verdictOf(item.uri, item.id, token);
        await this.session.execute(VERIFY, [item.uri.toString(), item.id]);
        const unit = await done;
        if (unit) {
          conclude(run, item, unit, messages(item, unit));
        } else {
          run.skipped(item);
        }
      }),
    );
    run.end();
  }

  /** The next settled verdict on a unit; undefined if the run is cancelled or the server goes away. */
  private verdictOf(uri: vscode.Uri, name: string, token: vscode.CancellationToken): Promise<Unit | undefined> {
    return new Promise((resolve) => {
      const stop = (unit?: Unit) => {
        listener.dispose();
        cancelled.dispose();
        resolve(unit);
      };
      const listener = this.verdicts.onDidChange(() => {
        const unit = this.verdicts.of(uri).find((one) => one.unit === name);
        if (!unit) {
          stop();
        } else if (markOf(unit.status) !== "busy") {
          stop(unit);
        }
      });
      const cancelled = token.onCancellationRequested(() => stop());
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

function conclude(run: vscode.TestRun, item: vscode.TestItem, unit: Unit, found: vscode.TestMessage[]): void {
  const milliseconds = (unit.seconds ?? 0) * 1000;
  switch (markOf(unit.status)) {
    case "verified":
      run.passed(item, milliseconds);
      break;
    case "failed":
      run.failed(item, found, milliseconds);
      break;
    case "unknown":
      run.errored(item, found, milliseconds);
      break;
    case "busy":
    case "idle":
      run.skipped(item);
      break;
  }
}

/** The findings inside the unit, or its verdict where there are none. */
function messages(item: vscode.TestItem, unit: Unit): vscode.TestMessage[] {
  const { uri, range } = item;
  const inside = uri && range
    ? vscode.languages.getDiagnostics(uri).filter((one) => one.source === "frame" && range.contains(one.range))
    : [];
  if (inside.length === 0) {
    return [new vscode.TestMessage(describe(unit))];
  }
  return inside.map((diagnostic) => {
    const message = new vscode.TestMessage(diagnostic.message);
    if (uri) {
      message.location = new vscode.Location(uri, diagnostic.range);
    }
    return message;
  });
}

function entries(items: vscode.TestItemCollection): vscode.TestItem[] {
  return [...items].map(([, item]) => item);
}

function leaves(items: readonly vscode.TestItem[]): vscode.TestItem[] {
  return items.flatMap((item) => (item.children.size > 0 ? leaves(entries(item.children)) : [item]));
}
