"""What could be written inside an annotation, and which argument of which call the cursor is at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.words import GHOST_KEYWORDS
from frame_ls.workspace.languages.c_changes.contracts import candidates
from frame_ls.workspace.languages.c_changes.spot import spot_at
from frame_ls.workspace.languages.c_names import Declared, Names, chunk_at
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import Candidate, Completion, Refactor, SignatureHelp, SymbolKind

_WORD_BEFORE = re.compile(r"\w*\Z", re.ASCII)
_MEMBER_BEFORE = re.compile(r"(?:->|\.)\s*\w*\Z", re.ASCII)
_SNIPPETS = (
    ("requires", "requires ${1:emp};", "what the caller must own and know"),
    ("ensures", "ensures ${1:emp};", "what the caller gets back"),
    ("invariant", "invariant ${1:emp};", "what holds whenever the loop's condition is tested"),
    ("open", "open ${1:predicate}(${2});", "replaces a predicate by its definition"),
    ("close", "close ${1:predicate}(${2});", "replaces a predicate's definition by the predicate"),
    ("predicate", "predicate ${1:name}(${2}) =\n    ${3:emp};", "names an assertion"),
    ("lemma", "lemma void ${1:name}(${2})\n    requires ${3:true};\n    ensures ${4:true};\n{\n    $0\n}", "a proof"),
)
_GLOBAL_KINDS = frozenset(
    {
        SymbolKind.PREDICATE,
        SymbolKind.LEMMA,
        SymbolKind.FIXPOINT,
        SymbolKind.CONSTRUCTOR,
        SymbolKind.INDUCTIVE,
        SymbolKind.FUNCTION,
        SymbolKind.ENUMERATOR,
        SymbolKind.VARIABLE,
    }
)
_MOST = 400


def completed(read: Read, names: Names, file: str, offset: int) -> Completion | None:
    """What could replace the word before `offset`; None outside of annotations."""
    view = read.translation.files.get(file)
    if view is None or not (file.endswith(".gh") or is_in_annotation(view.text, offset)):
        return None
    text = view.text[max(0, offset - 400) : offset]
    word = _WORD_BEFORE.search(text)
    typed = word.group() if word else ""
    # The chunk may not reach to the cursor, when what is written there does not belong to anything yet.
    span = Span(file, offset - len(typed), offset)
    if _MEMBER_BEFORE.search(text):
        found = [_candidate(one[0]) for one in names.members.values()]
    else:
        whole = _whole_clauses(read, names, file, offset)
        found = [*whole, *_locals(read, names, file, offset), *_globals(names), *_words()]
    chosen = [candidate for candidate in found if _suits(typed, candidate.label)]
    return Completion(span, tuple({(c.label, c.snippet): c for c in chosen[:_MOST]}.values()))


def is_in_annotation(text: str, offset: int) -> bool:
    """Whether `offset` stands in `/*@ ... @*/` or behind `//@` on its line."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    if "//@" in line:
        return True
    return text.rfind("/*@", 0, offset) > text.rfind("*/", 0, offset)


def _suits(typed: str, label: str) -> bool:
    return not typed or label.lower().startswith(typed.lower()) or typed.lower() in label.lower()


def _locals(read: Read, names: Names, file: str, offset: int) -> Iterator[Candidate]:
    chunk = chunk_at(read, file, offset)
    if chunk is not None:
        for found in names.locals_of(chunk.key).values():
            yield Candidate(found[0].name, found[0].kind)


def _globals(names: Names) -> Iterator[Candidate]:
    for found in names.globals.values():
        # A struct and a predicate may share a name: what can be written here is offered.
        usable = next((one for one in found if one.kind in _GLOBAL_KINDS), None)
        if usable is not None:
            yield _candidate(usable)


def _candidate(declared: Declared) -> Candidate:
    from frame_ls.workspace.languages.c_questions import code_of

    code = code_of(declared)
    return Candidate(declared.name, declared.kind, code.split("\n", 1)[0][:80], documentation=f"```c\n{code}\n```")


def _whole_clauses(read: Read, names: Names, file: str, offset: int) -> Iterator[Candidate]:
    """Clauses with contents: a contract made from the types of the head, an invariant made from the precondition."""
    spot = spot_at(read, names, file, Refactor(offset, offset))
    for function in spot.declarations if spot is not None else ():
        if not isinstance(function, tree.Function) or spot is None or not spot.touches(function.span):
            continue
        if function.body is None or spot.start <= function.body.span.start:
            for requires, ensures in list(candidates(spot, function))[:1]:
                yield _clause("requires", requires, "what the parameters look like they need")
                yield _clause("ensures", ensures, "the same given back")
        elif function.contract is not None and function.contract.requires is not None:
            written = " ".join(spot.written(function.contract.requires.span).split())
            yield _clause("invariant", written, "what the precondition says, to be weakened")


def _clause(word: str, assertion: str, detail: str) -> Candidate:
    text = re.sub(r"([\\$}])", r"\\\1", assertion)
    return Candidate(f"{word} {assertion};", SymbolKind.SNIPPET, detail, f"{word} ${{1:{text}}};")


def _words() -> Iterator[Candidate]:
    for label, snippet, meaning in _SNIPPETS:
        yield Candidate(label, SymbolKind.SNIPPET, meaning, snippet=snippet)
    for word in GHOST_KEYWORDS:
        yield Candidate(word, SymbolKind.KEYWORD)


def signature(read: Read, names: Names, file: str, offset: int) -> SignatureHelp | None:
    """The call around `offset` of something that has parameters."""
    view = read.translation.files.get(file)
    if view is None:
        return None
    name, argument = _call_before(view.text[max(0, offset - 2_000) : offset])
    for declared in names.globals.get(name, ()):
        parameters = _parameters(declared)
        if parameters is not None:
            label = f"{name}({', '.join(parameters)})"
            return SignatureHelp(label, parameters, min(argument, max(0, len(parameters) - 1)))
    return None


def _call_before(text: str) -> tuple[str, int]:
    """The name before the parenthesis that is open at the end of `text`, and how many commas follow it."""
    depth = commas = 0
    for place in range(len(text) - 1, -1, -1):
        character = text[place]
        if character in ")]":
            depth += 1
        elif character in "([":
            if depth == 0:
                word = _WORD_BEFORE.search(text[:place].rstrip())
                return (word.group() if word else "", commas)
            depth -= 1
        elif character == "," and depth == 0:
            commas += 1
        elif character in ";{}":
            break
    return "", 0


def _parameters(declared: Declared) -> tuple[str, ...] | None:
    whole, text = declared.whole, declared.parsed.text
    match whole:
        case tree.Function() | tree.Predicate() | tree.Fixpoint() | tree.PredicateFamilyInstance():
            return tuple(" ".join(text[p.span.start : p.span.end].split()) for p in whole.parameters)
        case tree.Inductive(constructors=constructors):
            found = next((c for c in constructors if c.name == declared.name), None)
            if found is None:
                return None
            return tuple(" ".join(text[p.span.start : p.span.end].split()) for p in found.parameters)
        case _:
            return None
