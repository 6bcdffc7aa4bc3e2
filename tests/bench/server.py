"""How long a person waits for the server: the figures of one session over a generated file, printed as a table.

    python tests/bench/server.py [--modules 20] [--edits 20] [--server 'frame lsp']

It opens a file of list modules with some functions broken, waits for all verdicts, mends them, edits one function
again and again, changes every predicate and asks for hovers meanwhile, and opens the same file in a new server.
"""

from __future__ import annotations

import argparse
import re
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.server.raw_client import RawClient, family

URI = "file:///bench/lists.c"
MODULE = """
struct item@ { struct item@ *next; int value; };

/*@
predicate items@(struct item@ *i; list<int> vs) =
    i == 0 ? vs == nil
    : i->next |-> ?next &*& i->value |-> ?v &*& malloc_block_item@(i) &*& items@(next, ?rest) &*& vs == cons(v, rest);
@*/

struct item@ *add@(struct item@ *first, int value)
//@ requires items@(first, ?vs);
//@ ensures items@(result, cons(value, vs));
{
    struct item@ *i = malloc(sizeof(struct item@));
    if (i == 0) abort();
    i->next = first;
    i->value = value;
    //@ close items@(i, cons(value, vs));
    return i;
}

int first@(struct item@ *first)
//@ requires items@(first, ?vs) &*& first != 0;
//@ ensures items@(first, vs) &*& vs == cons(result, _);
{
    //@ open items@(first, vs);
    int v = first->value;
    //@ close items@(first, vs);
    return v;
}

void drop@(struct item@ *first)
//@ requires items@(first, _);
//@ ensures emp;
{
    while (first != 0)
    //@ invariant items@(first, _);
    {
        //@ open items@(first, _);
        struct item@ *next = first->next;
        free(first);
        first = next;
    }
    //@ open items@(first, _);
}
"""
STORE = "    i->next = first;"


def text_of(modules: int) -> list[str]:
    head = '#include "stdlib.h"\n'
    return (head + "".join(re.sub(r"(?<=\w)@", str(number), MODULE) for number in range(modules))).split("\n")


class Bench:
    """One open file and its clock."""

    def __init__(self, client: RawClient, lines: list[str]) -> None:
        self.client, self.lines, self.version = client, lines, 1

    def open(self) -> float:
        begin = time.monotonic()
        self.client.open(URI, "\n".join(self.lines), 1)
        return begin

    def edit(self, *changes: tuple[int, str, str]) -> float:
        self.version += 1
        parts = []
        for row, old, new in changes:
            column = self.lines[row].index(old)
            self.lines[row] = self.lines[row].replace(old, new, 1)
            place = {"start": {"line": row, "character": column}, "end": {"line": row, "character": column + len(old)}}
            parts.append({"range": place, "text": new})
        begin = time.monotonic()
        self.client.change(URI, self.version, *parts)
        return begin

    def settled(self, begin: float, limit: float = 60) -> float:
        """Milliseconds until all verdicts are there."""
        self.client.settled(URI, self.version, limit)
        return (time.monotonic() - begin) * 1000

    def shown(self, begin: float, row: int, limit: float = 20) -> float:
        """Milliseconds until an error stands near the row."""

        def is_there() -> bool:
            found = self.client.diagnostics(URI, self.version) or ()
            return any(d["severity"] == 1 and abs(d["range"]["start"]["line"] - row) < 12 for d in found)

        return (time.monotonic() - begin) * 1000 if self.client.wait(is_there, limit) else float("inf")


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    return f"p50 {statistics.median(ordered):8.1f}   p95 {ordered[round(0.95 * (len(ordered) - 1))]:8.1f}"


def session(command: list[str], modules: int, edits: int, say: Callable[[str, str], None]) -> None:
    cache = Path(tempfile.mkdtemp())
    begin = time.monotonic()
    client = RawClient(cache, *command)
    client.initialize()
    say("start to initialized", f"{(time.monotonic() - begin) * 1000:.1f}")
    bench = Bench(client, text_of(modules))
    rows = [row for row, line in enumerate(bench.lines) if line == STORE]
    broken = rows[:: max(1, len(rows) // 5)]
    for row in broken:
        bench.lines[row] = bench.lines[row].replace("first;", "i;")
    begin = bench.open()
    client.wait(lambda: client.diagnostics(URI) is not None, 30)
    say("open to first diagnostics", f"{(time.monotonic() - begin) * 1000:.1f}")
    say("open to all verdicts", f"{bench.settled(begin):.1f}")
    found = client.diagnostics(URI) or []
    say("errors shown / functions broken", f"{len([d for d in found if d['severity'] == 1])} / {len(broken)}")
    say("mend all to settled", f"{bench.settled(bench.edit(*((row, 'i;', 'first;') for row in broken))):.1f}")
    say("errors after mending", str(len(client.diagnostics(URI) or [])))
    edit_one(bench, rows[len(rows) // 2], edits, say)
    change_all(bench, rows[len(rows) // 2], say)
    say("processes, MiB", f"{len(family(client.process.pid))}, {memory(family(client.process.pid)):.0f}")
    client.stop()
    client = RawClient(cache, *command)
    client.initialize()
    bench = Bench(client, bench.lines)
    say("new server, same file, to all verdicts", f"{bench.settled(bench.open()):.1f}")
    client.stop()


def edit_one(bench: Bench, row: int, edits: int, say: Callable[[str, str], None]) -> None:
    failed, proved, named, syntax = [], [], [], []
    for number in range(edits):
        for new, times in ((f"first; i->next = i; i->value = {number};", failed), (f"lisp{number};", named),
                           (f"first + {number} +;", syntax)):  # fmt: skip
            times.append(bench.shown(bench.edit((row, "first;", new)), row))
            bench.settled(bench.edit((row, new, "first;")))
        new = f"first; i->value = {number};"
        proved.append(bench.settled(bench.edit((row, "first;", new))))
        bench.settled(bench.edit((row, new, "first;")))
    say("edit to failed proof shown", spread(failed))
    say("edit to new proof settled", spread(proved))
    say("edit to name error shown", spread(named))
    say("edit to syntax error shown", spread(syntax))


def change_all(bench: Bench, row: int, say: Callable[[str, str], None]) -> None:
    changes = [(r, "vs == nil", "nil == vs") for r, line in enumerate(bench.lines) if "? vs == nil" in line]
    begin = bench.edit(*changes)
    hovers = []
    for _ in range(30):
        start = time.monotonic()
        place = {"line": row, "character": 8}
        bench.client.call("textDocument/hover", {"textDocument": {"uri": URI}, "position": place})
        hovers.append((time.monotonic() - start) * 1000)
        time.sleep(0.02)
    say("hover while verifying", spread(hovers))
    say("all predicates changed to settled", f"{bench.settled(begin):.1f}")


def memory(pids: list[int]) -> float:
    """MiB, shared pages counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=int, default=20)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--server", default=f"{Path(sys.executable).with_name('frame')} lsp")
    given = parser.parse_args()

    def say(what: str, figure: str) -> None:
        sys.stdout.write(f"{what:42}{figure}\n")
        sys.stdout.flush()

    session(shlex.split(given.server), given.modules, given.edits, say)
