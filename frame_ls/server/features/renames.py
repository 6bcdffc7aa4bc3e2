"""Files that are renamed: the includes that name them follow, in open documents and in the workspace's folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from frame_ls.server.convert import file_of, uri_of
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Encoding, LineIndex
from frame_ls.workspace.inputs import Unreadable, read_text

_INCLUDE = re.compile(r'^[ \t]*(?://@[ \t]*|/\*@[ \t]*)?#[ \t]*include[ \t]*"(?P<name>[^"\n]+)"', re.MULTILINE)
_SUFFIXES = (".c", ".h", ".gh")
_MOST_FILES = 2_000
_FILES = types.FileOperationFilter(types.FileOperationPattern("**/*.{c,h,gh}"), scheme="file")


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.WORKSPACE_WILL_RENAME_FILES, types.FileOperationRegistrationOptions([_FILES]))
    def renamed(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        moved = {file_of(one.old_uri): file_of(one.new_uri) for one in params.files}
        changes: dict[str, list[types.TextEdit]] = {}
        for file, text in _texts(server):
            edits = [_edit(text, *one, server.encoding) for one in new_names(file, text, moved)]
            if edits:
                changes[server.session.uri_of(file) or uri_of(file)] = edits
        return types.WorkspaceEdit(changes={uri: list(edits) for uri, edits in changes.items()}) if changes else None


def new_names(file: str, text: str, moved: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """The includes of a file that have to name something else: where the name stands, and the new one."""
    before, after = os.path.dirname(file), os.path.dirname(moved.get(file, file))
    for found in _INCLUDE.finditer(text):
        target = os.path.normpath(os.path.join(before, found["name"]))
        if target not in moved and (before == after or not os.path.isfile(target)):
            continue  # the header of a library, or one that stays where it is
        name = os.path.relpath(moved.get(target, target), after or ".").replace(os.sep, "/")
        if name != os.path.normpath(found["name"]).replace(os.sep, "/"):
            yield (*found.span("name"), name)


def _edit(text: str, start: int, end: int, name: str, encoding: Encoding) -> types.TextEdit:
    index = LineIndex(text)
    first, last = index.position(start, encoding), index.position(end, encoding)
    stretch = types.Range(types.Position(first.line, first.column), types.Position(last.line, last.column))
    return types.TextEdit(stretch, name)


def _texts(server: FrameServer) -> Iterator[tuple[str, str]]:
    """Open documents as the editor has them, then other files of the workspace as the disk has them."""
    seen = set()
    for uri in server.session.uris():
        document = server.session.document(uri)
        if document is not None:
            seen.add(document.file)
            yield document.file, document.text
    for number, path in enumerate(_files(server)):
        if number >= _MOST_FILES:
            return
        text = None if path in seen else read_text(path)
        if text is not None and not isinstance(text, Unreadable):
            seen.add(path)
            yield path, text


def _files(server: FrameServer) -> Iterator[str]:
    """The C files of all folders of the workspace."""
    folders = [file_of(folder.uri) for folder in server.workspace.folders.values()]
    root = server.workspace.root_path
    for folder in folders or ([root] if root else []):
        for path, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if not name.startswith(".") and name != "node_modules")
            yield from (str(Path(path) / name) for name in sorted(files) if name.endswith(_SUFFIXES))
