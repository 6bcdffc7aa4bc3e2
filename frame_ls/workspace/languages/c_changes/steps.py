"""Ghost steps at a statement: `open` and `close` written down or taken away, the frame and a failing claim asserted."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.source import Edit, Span
from frame_ls.syntax.c import tree
from frame_ls.verifier.explanation import Exchange, ExchangeKind
from frame_ls.verifier.fix_places import Site
from frame_ls.verifier.fix_words import quoted
from frame_ls.verifier.fixes import place_of
from frame_ls.workspace.hints import is_found
from frame_ls.workspace.languages.c_changes.spot import Spot
from frame_ls.workspace.questions import Promise, Proposal

_STEPS = (ExchangeKind.OPEN, ExchangeKind.CLOSE, ExchangeKind.LEMMA)
_NO_CLAIM = ("leak", "dead-code", "unsupported", "syntax", "timeout")
_WORDS = ("open ", "close ")


def written(spot: Spot) -> Iterator[Proposal]:
    """All of them."""
    yield from _removed(spot)
    site = spot.site()
    if site is None or site.function.body is None:
        return
    yield from _failing_claims(spot, site)
    for state in spot.question.states[:1]:
        for exchange in state.exchanges:
            yield from _automatic(site, state.span, exchange)
            yield from _frame(site, state.span, exchange)


def _removed(spot: Spot) -> Iterator[Proposal]:
    """An `open` or `close` that stands here is taken away, its line with it where nothing else is on it."""
    for node in spot.around():
        if isinstance(node, tree.Open | tree.Close):
            word = "open" if isinstance(node, tree.Open) else "close"
            edit = Edit(_whole_line(spot, node.span), "")
            title = f"remove `{word} {spot.written(node.predicate.span)}`: it is found without"
            yield Proposal(title, "refactor.rewrite", (edit,))


def _whole_line(spot: Spot, span: Span) -> Span:
    """The span with its semicolon, or its line where nothing but the marks of an annotation is left of it."""
    text = spot.chunk.text
    end = span.end
    if not spot.written(span).rstrip().endswith(";"):
        semicolon = len(text[end:]) - len(text[end:].lstrip())
        end += semicolon + 1 if text[end + semicolon : end + semicolon + 1] == ";" else 0
    start_of_line = text.rfind("\n", 0, span.start) + 1
    end_of_line = text.find("\n", end)
    end_of_line = len(text) if end_of_line < 0 else end_of_line + 1
    rest = (text[start_of_line : span.start] + text[end:end_of_line]).strip()
    if rest in ("", "//@", "/*@@*/", "/*@ @*/") or rest.split() == ["/*@", "@*/"]:
        return Span(span.text, start_of_line, end_of_line)
    return Span(span.text, span.start, end)


def _automatic(site: Site, span: Span, exchange: Exchange) -> Iterator[Proposal]:
    """A step that the prover found is written down before the statement that needed it."""
    if exchange.kind not in _STEPS or not is_found(exchange, site.written(span)):
        return
    text = exchange.text.rstrip(";")
    if exchange.kind is not ExchangeKind.LEMMA and not text.startswith(_WORDS):
        text = f"{exchange.kind.value} {text}"
    statement = site.statement_at(span)
    edit = site.at_end(f"//@ {text};") if statement is None else site.ghost_before(statement, f"{text};")
    if edit is not None:
        yield Proposal(f"write down the automatic `{text}`", "refactor.rewrite", (edit,))


def _frame(site: Site, span: Span, exchange: Exchange) -> Iterator[Proposal]:
    """What a call leaves alone is asserted behind it."""
    statement = site.statement_at(span)
    if exchange.kind is not ExchangeKind.CALL or not exchange.frame or statement is None:
        return
    frame = " &*& ".join(atom.text for atom in exchange.frame)
    edit = site.after(statement, f"//@ assert {frame};")
    if edit is not None:
        yield Proposal(f"assert the frame of `{exchange.text}`: `{_short(frame)}`", "refactor.rewrite", (edit,))


def _failing_claims(spot: Spot, site: Site) -> Iterator[Proposal]:
    """What was not proved is asserted where it would have to hold."""
    for finding in spot.question.findings:
        if finding.code in _NO_CLAIM or not site.covers(finding.span):
            continue
        place = place_of(site, finding)
        claims = [w for w in quoted(finding.message) if "|->" in w or w.endswith(")") or any(c in w for c in "<>=")]
        statement = site.statement_at(place)
        for claim in claims[:1]:
            text = claim.replace(" && ", " &*& ")
            edit = (
                site.at_end(f"//@ assert {text};")
                if statement is None
                else site.ghost_before(statement, f"assert {text};")
            )
            if edit is not None:
                title = f"assert `{_short(text)}` where it would have to hold"
                yield Proposal(title, "refactor.rewrite", (edit,), Promise.STATES)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
