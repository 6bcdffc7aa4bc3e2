"""Single judgements and formulas, as typed on a command line: read, decided, printed as Frame reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frame_ls.source import Finding, LineIndex
from frame_ls.workspace.alone import run_alone
from frame_ls.workspace.language import Limits, UnitOutcome
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Answer, Evidence

_KEY = "judgement"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of `P |- Q`.

    VALID: exactly, or with `frame` left over on the left. INVALID: refuted as it stands, and no frame was found.
    `account` tells a countermodel or what ran out, in lines. `missing` and `left_over` answer an abduction: P with the
    missing part entails Q and what is left over.
    """

    answer: Answer
    frame: str | None = None
    account: str = ""
    missing: str | None = None
    left_over: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Misread:
    """The text is no judgement: what is wrong, and at which column (from 1)."""

    message: str
    column: int


def judged(text: str, options: Options, *, abduce: bool = False) -> Judged | Misread:
    """Decides the judgement: first exactly, then with a frame; with `abduce` also asks for the missing part."""
    from frame_ls.syntax.script import parse_judgement

    _, findings = parse_judgement(text, _KEY)
    if findings:
        return _misread(text, findings)
    # The names of both sides are read together, so that what the second query means is what the first one meant.
    exact = _asked("check", text, options)
    if isinstance(exact, Misread):
        return exact
    if exact.answer is Answer.VALID:
        return Judged(Answer.VALID, evidence=exact.evidence)
    framed = _asked("frame", text, options)
    found = None
    if isinstance(framed, UnitOutcome) and framed.answer is Answer.VALID and framed.frame is not None:
        found = Judged(Answer.VALID, framed.frame, evidence=framed.evidence)
    if found is None:
        found = Judged(exact.answer or Answer.UNKNOWN, account=_account(exact), evidence=exact.evidence)
    if not abduce or found.answer is Answer.VALID:
        return found
    abduced = _asked("abduce", text, options)
    if isinstance(abduced, Misread) or abduced.answer is not Answer.VALID:
        return found
    return replace(found, missing=abduced.missing, left_over=abduced.frame)


def _asked(kind: str, text: str, options: Options) -> UnitOutcome | Misread:
    """The outcome of one query about the judgement."""
    from frame_ls.declarations.script import load_line
    from frame_ls.workspace.languages.queries import QueryLanguage

    # A comment at its end must not swallow the semicolon.
    script = f"{kind} {text}\n;"
    analysis = QueryLanguage(load_line).analyse(_KEY, script, options, lambda _: None)
    summary = analysis.summary
    if summary.findings or len(summary.units) != 1:
        return _misread(script, summary.findings, before=len(kind) + 1)
    return run_alone(analysis, summary.units[0], Limits(options.timeout), options.memory)


def _account(outcome: UnitOutcome) -> str:
    """What the findings tell, without their first line where that only repeats the answer."""
    lines = [line for finding in outcome.findings for line in finding.message.splitlines()]
    return "\n".join(lines[1:] if outcome.answer is Answer.INVALID else lines)


def _misread(text: str, findings: tuple[Finding, ...], before: int = 0) -> Misread:
    if not findings:
        return Misread("this is more than one judgement", 1)
    first = findings[0]
    column = LineIndex(text).position(first.span.start).column + 1 - before
    return Misread(first.message, max(1, column))


def formula_as_read(text: str) -> str | Misread:
    """The formula, or the judgement, as Frame's own printer writes it."""
    from frame_ls.declarations.script import load_judgement, load_line
    from frame_ls.logic.formulas import And, Not
    from frame_ls.logic.printer import show_formula
    from frame_ls.syntax.script import parse_formula

    judgement = load_judgement(text, _KEY)
    if judgement.queries and not judgement.findings:
        match judgement.queries[0].formula:
            case And(parts=(left, Not(part=right))):
                return f"{show_formula(left)} |- {show_formula(right)}"
    _, findings = parse_formula(text, _KEY)
    if findings:
        return _misread(text, findings)
    script = f"sat {text}\n;"
    loaded = load_line(script, _KEY)
    if loaded.findings or len(loaded.queries) != 1:
        return _misread(script, loaded.findings, before=4)
    return show_formula(loaded.queries[0].formula)
