"""Frame's values as the protocol's: places as ranges in the client's encoding, findings as diagnostics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lsprotocol import types
from pygls import uris

from frame_ls.source import Encoding, LineIndex, Position, Severity, Span
from frame_ls.workspace.code_pages import page_file
from frame_ls.workspace.places import Place, Places
from frame_ls.workspace.shown import ShownFinding

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


def position_of(position: types.Position) -> Position:
    """The protocol's position as ours; both count from 0."""
    return Position(position.line, position.character)


def file_of(uri: str) -> str:
    """The path of a file's URI; the URI itself where it names no file."""
    if not uri.startswith("file:"):
        return uri
    return uris.to_fs_path(uri) or uri


def uri_of(file: str) -> str:
    """The URI of a path."""
    if file.startswith("/"):
        return uris.from_fs_path(file) or file
    return file


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts for one client and one analysed document. `uri` gives the URI by which the client knows a file."""

    encoding: Encoding
    places: Places
    uri: Callable[[str], str]

    def range_of(self, span: Span) -> types.Range | None:
        """The span in its own file; None for a text that is not known."""
        stretch = self.places.stretch(span)
        index = None if stretch is None else self.places.index(stretch[0])
        if stretch is None or index is None:
            return None
        return _range(index, stretch[1], max(stretch[1], stretch[2]), self.encoding)

    def location_of(self, span: Span) -> types.Location | None:
        stretch, found = self.places.stretch(span), self.range_of(span)
        return None if stretch is None or found is None else types.Location(self.uri(stretch[0]), found)

    def range_of_place(self, place: Place) -> types.Range:
        """A place, which counts from 1 and in code points, in the client's way."""
        index = self.places.index(place.file)
        if index is None:
            nowhere = types.Position(0, 0)
            return types.Range(nowhere, nowhere)
        start = index.offset(Position(place.line - 1, place.column - 1))
        end = index.offset(Position(place.end_line - 1, place.end_column - 1))
        return _range(index, start, max(start, end), self.encoding)

    def diagnostic(self, finding: ShownFinding, file: str) -> types.Diagnostic:
        """The finding as a diagnostic of `file`; one that stands in another file goes to the top and points there."""
        related = [self._related(note.place, note.message) for note in finding.notes if note.place.file]
        if finding.place.file == file:
            stretch = self._widened(self.range_of_place(finding.place), file)
        else:
            stretch = types.Range(types.Position(0, 0), types.Position(0, 1))
            if finding.place.file:
                related.insert(0, self._related(finding.place, finding.message))
        return types.Diagnostic(
            range=stretch,
            message=finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            code_description=_description(finding.code),
            source="frame",
            related_information=related or None,
        )

    def _related(self, place: Place, message: str) -> types.DiagnosticRelatedInformation:
        location = types.Location(self.uri(place.file), self.range_of_place(place))
        return types.DiagnosticRelatedInformation(location, message)

    def _widened(self, stretch: types.Range, file: str) -> types.Range:
        """An empty range made one character long, where the line has one: editors do not show empty ones."""
        index = self.places.index(file)
        if stretch.start != stretch.end or index is None:
            return stretch
        start = index.offset(position_of(stretch.start), self.encoding)
        line = index.position(start).line
        first = index.line_start(line)
        last = first + len(index.line(line))
        if start < last:
            return _range(index, start, start + 1, self.encoding)
        return _range(index, max(first, start - 1), start, self.encoding)


def _description(code: str) -> types.CodeDescription | None:
    page = page_file(code)
    return None if page is None else types.CodeDescription(uri_of(page))


def _range(index: LineIndex, start: int, end: int, encoding: Encoding) -> types.Range:
    begin, stop = index.position(start, encoding), index.position(end, encoding)
    return types.Range(types.Position(begin.line, begin.column), types.Position(stop.line, stop.column))
