"""Verdicts that outlive a process: a small SQLite file in the user's cache folder, shared by all servers and runs.

Beside the verdicts it has the summaries of files, which say what there is to verify (`stored_summaries.py`).

It is only ever a shortcut. Whatever is wrong with it (no folder, a full disk, a torn or foreign file, another process
that will not let go) means "not found", and no more than that.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from frame_ls.workspace.language import UnitOutcome
from frame_ls.workspace.report import Status
from frame_ls.workspace.stored_values import packed, unpacked

T = TypeVar("T")
_Row = tuple[str, bytes, int, int]

SCHEMA = 2
DEFAULT_LIMIT = 256 << 20  # bytes
_DAY = 86_400
_SHARE_OF_SUMMARIES = 8  # they may take this part of the limit, beside it
_AT_ONCE = 500  # parameters of one statement
_TABLES = """
CREATE TABLE IF NOT EXISTS outcome (
    fingerprint TEXT PRIMARY KEY, body BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS explanation (fingerprint TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS outcome_used ON outcome (used);
CREATE TABLE IF NOT EXISTS summary (
    fingerprint TEXT PRIMARY KEY, body BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL);
"""
# A damaged schema shows in error messages that are no text.
_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
# What depends on the clock or on a bug is asked again next time.
_LASTING = frozenset({Status.VERIFIED, Status.FAILED, Status.REFUTED, Status.UNSUPPORTED})


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """How full the store is."""

    path: str
    outcomes: int
    size: int
    limit: int


def default_folder() -> Path:
    """Where the store of this user is; respects XDG_CACHE_HOME."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("frame-ls", appauthor=False))


class VerdictStore:
    """Outcomes by fingerprint. `version` names the prover: outcomes of another one are not found."""

    def __init__(self, folder: Path, version: str, limit: int = DEFAULT_LIMIT) -> None:
        self.path = folder / f"verdicts-{SCHEMA}.sqlite"
        self._version = version
        self._limit = limit
        self._connection: sqlite3.Connection | None = None
        self._off = False
        self._kept_since_trim = limit  # trims once at first, then after each twentieth of the limit

    def find(self, fingerprints: Iterable[str]) -> dict[str, UnitOutcome]:
        """The outcomes that are there, each without its explanation."""
        keys = [self._key(fingerprint) for fingerprint in fingerprints]
        return self._do(lambda connection: _found(connection, keys), {})

    def explanation(self, fingerprint: str) -> bytes:
        """The packed explanation; empty where there is none."""

        def read(connection: sqlite3.Connection) -> bytes:
            query = "SELECT body FROM explanation WHERE fingerprint = ?"
            row = connection.execute(query, (self._key(fingerprint),)).fetchone()
            return bytes(row[0]) if row else b""

        return self._do(read, b"")

    def keep(self, outcomes: Sequence[tuple[str, UnitOutcome]]) -> None:
        """Stores what is worth it: definite outcomes."""
        now = int(time.time())
        rows, texts = [], []
        for fingerprint, outcome in outcomes:
            if outcome.status in _LASTING:
                key = self._key(fingerprint)
                body = _written(key, replace(outcome, explanation=b"", proofs=()))
                rows.append((key, body, len(body) + len(outcome.explanation), now))
                texts.append((key, outcome.explanation))
        if rows:
            self._do(lambda connection: self._keep(connection, rows, texts), None)

    def summary(self, key: str) -> bytes:
        """The stored summary of a file, packed; empty where there is none."""

        def read(connection: sqlite3.Connection) -> bytes:
            name = self._key(key)
            row = connection.execute("SELECT body, used FROM summary WHERE fingerprint = ?", (name,)).fetchone()
            if row is not None:
                _note_use(connection, "summary", [(name, row[1])])
            return bytes(row[0]) if row else b""

        return self._do(read, b"")

    def keep_summary(self, key: str, body: bytes) -> None:
        """Stores the packed summary of a file; those that were used longest ago make room for it."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                row = (self._key(key), body, len(body), int(time.time()))
                connection.execute("INSERT OR REPLACE INTO summary VALUES (?, ?, ?, ?)", row)
            _trim(connection, ("summary",), self._limit // _SHARE_OF_SUMMARIES)

        self._do(write, None)

    def _keep(self, connection: sqlite3.Connection, rows: list[_Row], texts: list[tuple[str, bytes]]) -> None:
        with connection:
            connection.executemany("INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?)", rows)
            connection.executemany("INSERT OR REPLACE INTO explanation VALUES (?, ?)", texts)
        self._kept_since_trim += sum(row[2] for row in rows)
        if self._kept_since_trim > self._limit // 20:
            self._kept_since_trim = 0
            _trim(connection, ("outcome", "explanation"), self._limit)

    def info(self) -> StoreInfo:
        """How much is in it, over all versions of the prover."""

        def read(connection: sqlite3.Connection) -> tuple[int, int]:
            row = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM outcome").fetchone()
            (more,) = connection.execute("SELECT coalesce(sum(size), 0) FROM summary").fetchone()
            return int(row[0]), int(row[1]) + int(more)

        count, size = self._do(read, (0, 0))
        return StoreInfo(str(self.path), count, size, self._limit)

    def clear(self) -> None:
        """Forgets everything."""

        def remove(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM outcome")
                connection.execute("DELETE FROM explanation")
                connection.execute("DELETE FROM summary")
            connection.execute("VACUUM")

        self._do(remove, None)

    def close(self) -> None:
        """Lets go of the file; the next call opens it again."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _key(self, fingerprint: str) -> str:
        return f"{self._version}:{fingerprint}"

    def _do(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What `work` gives; `otherwise` where the file is in trouble. A damaged file is thrown away."""
        connection = self._opened()
        if connection is None:
            return otherwise
        try:
            return work(connection)
        except sqlite3.OperationalError:
            return otherwise  # locked for too long, a full disk, a read-only one: this time without the store
        except _DAMAGE:
            self._discard()
            return otherwise

    def _opened(self) -> sqlite3.Connection | None:
        if self._connection is None and not self._off:
            for _attempt in range(2):
                try:
                    self._connection = self._open()
                    break
                except sqlite3.OperationalError:
                    self._off = True
                    break
                except _DAMAGE:
                    self._discard()
                except OSError:
                    self._off = True
                    break
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=0.5, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_TABLES)
        except (sqlite3.Error, *_DAMAGE):
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink()


def _found(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, UnitOutcome]:
    found: dict[str, UnitOutcome] = {}
    uses: list[tuple[str, object]] = []
    for part in _parts(keys):
        marks = ",".join("?" * len(part))
        query = f"SELECT fingerprint, body, used FROM outcome WHERE fingerprint IN ({marks})"
        for key, body, used in connection.execute(query, part):
            outcome = _read(key, body)
            if outcome is not None:
                found[key.partition(":")[2]] = outcome
                uses.append((key, used))
    _note_use(connection, "outcome", uses)
    return found


def _note_use(connection: sqlite3.Connection, table: str, uses: Iterable[tuple[str, object]]) -> None:
    """Notes that rows, given with the time of their last use, are used now; once a day is enough."""
    now = int(time.time())
    # A clock that was set back must not make a row look used for ever.
    old = [(now, key) for key, used in uses if not isinstance(used, int) or not 0 <= now - used < _DAY]
    if old:
        with contextlib.suppress(sqlite3.OperationalError), connection:
            connection.executemany(f"UPDATE {table} SET used = ? WHERE fingerprint = ?", old)


def _trim(connection: sqlite3.Connection, tables: Sequence[str], limit: int) -> None:
    """Drops the rows of the first table that were used longest ago, down to four fifths of the limit.

    Rows of the other tables go with them.
    """
    (size,) = connection.execute(f"SELECT coalesce(sum(size), 0) FROM {tables[0]}").fetchone()
    if size <= limit:
        return
    dropped: list[tuple[str]] = []
    for key, part in connection.execute(f"SELECT fingerprint, size FROM {tables[0]} ORDER BY used, fingerprint"):
        if size <= limit * 4 // 5:
            break
        size -= part
        dropped.append((key,))
    with connection:
        for table in tables:
            connection.executemany(f"DELETE FROM {table} WHERE fingerprint = ?", dropped)


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _written(key: str, outcome: UnitOutcome) -> bytes:
    """The outcome together with its key: a damaged index must not hand out another unit's verdict."""
    return packed((key, outcome))


def _read(key: object, body: object) -> UnitOutcome | None:
    match unpacked(body):
        case (owner, UnitOutcome() as outcome) if owner == key:
            return outcome
        case _:
            return None
