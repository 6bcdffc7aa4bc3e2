// What Frame's server says beyond the Language Server Protocol: the notification and the requests that start with "frame/".

/** Zero-based, columns in UTF-16 units, as everywhere in the protocol. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export type Status =
  | "verified"
  | "failed"
  | "refuted"
  | "unknown"
  | "timeout"
  | "unsupported"
  | "error"
  | "queued"
  | "running"
  | "stale"
  | "not run";

/** One function, lemma, predicate or query, or the file as a whole. */
export interface Unit {
  unit: string;
  kind: "function" | "lemma" | "predicate" | "query" | "file";
  status: Status;
  range?: Range | null;
  /** Of the verification that gave the verdict. */
  seconds?: number | null;
  /** Since the verification at work has begun. */
  elapsed?: number | null;
  /** Why there is no better verdict, in one line. */
  reason?: string | null;
  evidence?: "proof" | "model" | "solver" | null;
}

/** `frame/status`: where every unit of a document stands. */
export interface StatusParams {
  uri: string;
  version?: number | null;
  units: Unit[];
}

/** A text in the user's words, and the place it speaks of. */
export interface Origin {
  text: string;
  range?: Range | null;
}

/** A piece of the heap. */
export interface Atom {
  text: string;
  shape: "cell" | "predicate" | "block" | "array" | "other";
  root: string;
  fields: { name: string; value: string }[];
  role: "plain" | "consumed" | "frame" | "produced" | "changed" | "missing" | "leaked";
  origin: Origin | null;
}

export interface Fact {
  text: string;
  origin: Origin | null;
}

/** A variable; `value` is null while it is unset, and its own name while it is as it was given. */
export interface Local {
  name: string;
  value: string | null;
  origin: Origin | null;
  ghost: boolean;
}

export interface Heap {
  atoms: Atom[];
  facts: Fact[];
}

/** What a contract needs, and what was taken from the heap for it. */
export interface Match {
  needed: string;
  taken: string[];
  because: Origin[];
  range: Range | null;
  found: boolean;
}

/** Something that took a part of the heap, gave something back, and left the rest alone. */
export interface Exchange {
  kind: string;
  text: string;
  matches: Match[];
  frame: Atom[];
  produced: Atom[];
  automatic: boolean;
  steps: string;
}

export interface Change {
  place: string;
  old: string | null;
  new: string | null;
}

/** A statement as it is executed on one path. Without `after`, execution does not get past it. */
export interface PathState {
  range: Range | null;
  before: Heap;
  after: Heap | null;
  path: Origin[];
  locals: Local[];
  changes: Change[];
  exchanges: Exchange[];
  title: string;
  failed: boolean;
  impossible: string;
}

/** `frame/state`: the symbolic states at a position, one for each path that leads there. */
export interface State {
  text: string;
  unit: string;
  status: Status;
  reason?: string | null;
  /** Made from an older text than the one on the screen. */
  stale: boolean;
  /** Whether the position is in the statement, or after it. */
  inside: boolean;
  paths: PathState[];
}

/** `frame/heapGraph`: the heap at a position as a picture. */
export interface HeapGraph {
  svg?: string | null;
  /** One for each path of the state. */
  pictures?: string[] | null;
}

export const STATUS = "frame/status";
export const STATE = "frame/state";
export const HEAP_GRAPH = "frame/heapGraph";

/** Commands of the server, for `workspace/executeCommand`. */
export const VERIFY = "frame.verify";
export const STOP = "frame.stop";
