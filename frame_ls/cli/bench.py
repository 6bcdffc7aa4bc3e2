"""`frame bench slcomp DIR`: a table, a CSV file and a plot over a folder of SL-COMP problems."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

import click

from frame_ls.cli.run_options import LIMITS, options_from, with_options
from frame_ls.workspace.inputs import inputs_of
from frame_ls.workspace.report import Answer, Kind, UnitResult


@dataclass(frozen=True, slots=True)
class Row:
    """One problem: the answer to its last `check-sat` against its `:status`, and the time for all of them."""

    division: str
    file: str
    expected: str
    answer: str
    verdict: str  # correct, wrong or open
    seconds: float
    evidence: str


@click.group()
def bench() -> None:
    """Measures Frame on a folder of problems."""


@bench.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), metavar="FILE", help="Write a row a problem.")
@click.option("--plot", type=click.Path(dir_okay=False), metavar="FILE", help="Draw solved problems over time (SVG).")
@with_options(LIMITS)
@click.pass_context
def slcomp(context: click.Context, /, folder: str, csv_file: str | None, plot: str | None, **given: object) -> None:
    """Runs all .smt2 files under DIR and sums up each folder. Exit status 1 when an answer is wrong."""
    from frame_ls.cli.progress import progress_bar
    from frame_ls.workspace.check import check_paths

    files = [item for item in inputs_of([folder]) if isinstance(item, str) and item.endswith(".smt2")]
    if not files:
        raise click.UsageError(f"{folder} holds no .smt2 file")
    with progress_bar(len(files)) as progress:
        report = check_paths(files, options_from(given), progress)
    rows = rows_of(files, report.results)
    click.echo(table(rows), nl=False)
    if csv_file:
        write_csv(rows, csv_file)
    if plot:
        from frame_ls.cli.bench_plot import plot_svg

        times = {name: [row.seconds for row in group if row.verdict == "correct"] for name, group in by_division(rows)}
        Path(plot).write_text(plot_svg(times), encoding="utf-8")
    context.exit(1 if any(row.verdict == "wrong" for row in rows) else 0)


def rows_of(files: list[str], results: tuple[UnitResult, ...]) -> list[Row]:
    """A row for every file, in their order."""
    queries: dict[str, list[UnitResult]] = {file: [] for file in files}
    for result in results:
        if result.kind is Kind.QUERY:
            queries[result.file].append(result)
    return [_row(file, group) for file, group in queries.items()]


def _row(file: str, queries: list[UnitResult]) -> Row:
    last = queries[-1] if queries else None
    expected = last.expected if last else None
    answer = (last.answer if last else None) or Answer.UNKNOWN
    definite = {Answer.SAT, Answer.UNSAT}
    verdict = "open" if answer not in definite or expected not in definite else "correct"
    if verdict == "correct" and answer is not expected:
        verdict = "wrong"
    return Row(
        os.path.basename(os.path.dirname(file)),
        file,
        expected.value if expected else "unknown",
        answer.value,
        verdict,
        round(sum(query.seconds for query in queries), 4),
        last.evidence.value if last and last.evidence else "",
    )


def by_division(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each folder, the folders by name."""
    names = sorted({row.division for row in rows})
    return [(name, [row for row in rows if row.division == name]) for name in names]


def table(rows: list[Row]) -> str:
    """One line a division and one for all; then a line for each wrong answer."""
    head = f"{'division':<20}{'problems':>9}{'correct':>9}{'wrong':>7}{'open':>7}{'seconds':>10}{'median ms':>11}"
    lines = [head]
    groups = by_division(rows)
    for name, group in [*groups, ("all", rows)] if len(groups) > 1 else groups:
        count = {verdict: sum(row.verdict == verdict for row in group) for verdict in ("correct", "wrong", "open")}
        times = [row.seconds for row in group]
        lines.append(
            f"{name:<20}{len(group):>9}{count['correct']:>9}{count['wrong']:>7}{count['open']:>7}"
            f"{sum(times):>10.2f}{1000 * median(times):>11.1f}"
        )
    lines += [f"WRONG {row.file}: {row.answer}, expected {row.expected}" for row in rows if row.verdict == "wrong"]
    return "\n".join(lines) + "\n"


def write_csv(rows: list[Row], path: str) -> None:
    """A row a problem, with a head."""
    names = [field.name for field in fields(Row)]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([getattr(row, name) for name in names] for row in rows)
