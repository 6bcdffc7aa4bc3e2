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

export interface Origin {
  text: string;
  range?: Range | null;
}

export interface Atom {
  text: string;
  shape?: string;
  root?: string;
  role?: string;
  origin?: Origin | null;
}

export interface Fact {
  text: string;
  origin?: Origin | null;
}

export interface Local {
  name: string;
  value: string | null;
  origin?: Origin | null;
  ghost?: boolean;
}

export interface Heap {
  atoms: Atom[];
  facts: Fact[];
}

/** `frame/state`: the symbolic state at a position. Only `text` is always there. */
export interface State {
  text: string;
  unit?: string;
  title?: string;
  status?: Status;
  range?: Range | null;
  path?: Origin[];
  locals?: Local[];
  before?: Heap | null;
  after?: Heap | null;
  stale?: boolean;
}

/** `frame/heapGraph`: the heap at a position as a picture. */
export interface HeapGraph {
  svg?: string | null;
}

export const STATUS = "frame/status";
export const STATE = "frame/state";
export const HEAP_GRAPH = "frame/heapGraph";

/** Commands of the server, for `workspace/executeCommand`. */
export const VERIFY = "frame.verify";
export const STOP = "frame.stop";
