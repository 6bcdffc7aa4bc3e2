"""What a person at a terminal sees while a run goes on: how many units are done, and which was last."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from frame_ls.workspace.report import UnitResult

Progress = Callable[[UnitResult], None]


@contextmanager
def progress_bar(files: int) -> Iterator[Progress | None]:
    """A bar on standard error while the block runs; None where no terminal would show it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(30), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{files} file{'' if files == 1 else 's'}", total=None)
        done = 0

        def advance(result: UnitResult) -> None:
            nonlocal done
            done += 1
            bar.update(task, description=f"{done} done, last {result.unit}")

        yield advance
