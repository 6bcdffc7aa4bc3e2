"""`frame check PATH...`: verifies files and folders, and says what came of it in the format asked for."""

from __future__ import annotations

from dataclasses import replace

import click

from frame_ls.cli.destination import Destination, Format
from frame_ls.cli.exit_status import exit_status
from frame_ls.cli.expecting import expectation_report
from frame_ls.cli.run_options import LIMITS, MEANING, options_from, with_options
from frame_ls.cli.running import checked
from frame_ls.workspace.inputs import inputs_of
from frame_ls.workspace.options import Options
from frame_ls.workspace.settings import SettingsFinder
from frame_ls.workspace.shown import ShownReport

OUTPUT = (
    click.option(
        "--format", "format_name", type=click.Choice([f.value for f in Format]), default="text", help="How to report."
    ),
    click.option("-o", "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Where to write the report."),
    click.option("--no-color", is_flag=True, help="No colours, even on a terminal."),
)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@with_options(OUTPUT, LIMITS, MEANING)
@click.option("--evidence", "evidence_dir", type=click.Path(file_okay=False), help="Store each proof or model in DIR.")
@click.option("--select", multiple=True, metavar="UNIT", help="Only the units of that name.")
@click.option(
    "--expect", is_flag=True, default=None, help="Compare the findings with the marks `//~ code` in the text."
)
@click.option(
    "-v", "--verbose", is_flag=True, default=None, help="A line for every unit, and what is taken for granted."
)
@click.pass_context
def check(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    format_name: str,
    output: str | None,
    no_color: bool,
    **given: object,
) -> None:
    """Verifies annotated C (.c, .h, .gh), scripts (.frame) and SL-COMP problems (.smt2).

    A folder means all such files in it. Exit status: 0 every unit verified, 1 something is not, 2 an input or the
    command line cannot be read, 3 an internal error.
    """
    options = options_from(given)
    inputs = inputs_of(paths)
    files = [item for item in inputs if isinstance(item, str)]
    options = _with_settings(files, options)
    destination = Destination.opened(Format(format_name), output, inputs=files, no_color=no_color)
    outcome = checked(inputs, options)
    report = outcome.report
    if options.expect:
        report = expectation_report(report, outcome.texts, everything=destination.format is Format.JSON)
    destination.write(report, options, outcome.source)
    problems = [f"{item.path} {item.reason}" for item in outcome.unreadable] + _unknown_units(options, report)
    _report_internal_errors(report)
    for problem in problems:
        click.echo(f"frame: {problem}", err=True)
    context.exit(exit_status(report, unreadable=bool(problems), expecting=options.expect))


def _with_settings(files: list[str], options: Options) -> Options:
    """The options with what concerns the whole run from the first file's settings.

    What the settings say about single files the workspace looks up itself. Raises click.UsageError where some
    settings cannot be read: to check under other rules than the project's would mislead.
    """
    finder = SettingsFinder()
    problems = dict.fromkeys(problem for file in files for problem in finder.settings(file).problems)
    if problems:
        raise click.UsageError("\n".join(problems))
    if not files:
        return options
    found = finder.options(files[0], options)
    return replace(options, jobs=found.jobs, cache=found.cache, memory=found.memory, evidence_dir=found.evidence_dir)


def _report_internal_errors(report: ShownReport) -> None:
    """What was being checked when Frame broke, on standard error; a traceback that many units share comes once."""
    told: set[str] = set()
    for shown in report.results:
        if any(finding.code == "internal-error" for finding in shown.findings):
            click.echo(f"frame: internal error in `{shown.result.unit}` of {shown.result.file}", err=True)
            for _, text in shown.result.details:
                if text not in told:
                    click.echo(text, err=True)
                told.add(text)


def _unknown_units(options: Options, report: ShownReport) -> list[str]:
    units = {shown.result.unit for shown in report.results}
    return [f"--select {name}: no such unit in the files given" for name in options.select if name not in units]
