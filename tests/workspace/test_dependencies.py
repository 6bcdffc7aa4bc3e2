"""An edit touches what rests on it, through any number of names, and nothing else."""

from __future__ import annotations

from frame_ls.workspace.dependencies import Dependencies, Piece


def piece(name: str, words: str, body: str | None = None, everywhere: bool = False) -> Piece:
    """`words` is the head; a function has a body, too."""
    head = frozenset(words.split())
    whole = head | frozenset((body or "").split())
    return Piece(name, (name,), whole, head, f"{words}|{body}", words, everywhere)


def unit(**changes: Piece) -> list[Piece]:
    pieces = {
        "node": piece("node", "struct int"),
        "nodes": piece("nodes", "node nodes malloc_block_node list"),
        "other": piece("other", "int"),
        "push": piece("push", "nodes", "malloc node abort"),
        "twice": piece("twice", "nodes", "push push"),
        "alone": piece("alone", "int", "other_thing"),
        "auto": piece("auto", "list", everywhere=True),
        "list": piece("list", "inductive"),
    }
    return list({**pieces, **changes}.values())


def touched(before: list[Piece], after: list[Piece]) -> set[str]:
    old = {p.key: Dependencies(before).fingerprint(n) for n, p in enumerate(before)}
    new = {p.key: Dependencies(after).fingerprint(n) for n, p in enumerate(after)}
    return {key for key in new if old.get(key) != new[key]}


def test_a_body_concerns_only_its_function() -> None:
    assert touched(unit(), unit(push=piece("push", "nodes", "malloc node"))) == {"push"}


def test_a_contract_concerns_the_callers() -> None:
    assert touched(unit(), unit(push=piece("push", "nodes nodes", "malloc node abort"))) == {"push", "twice"}


def test_a_predicate_concerns_its_users_however_far() -> None:
    assert touched(unit(), unit(nodes=piece("nodes", "node"))) == {"nodes", "push", "twice"}
    assert touched(unit(), unit(other=piece("other", "char"))) == {"other", "alone"}


def test_a_name_made_from_another_name_speaks_of_it() -> None:
    assert touched(unit(), unit(node=piece("node", "struct char"))) == {"node", "nodes", "push", "twice"}


def test_what_holds_everywhere_concerns_everything() -> None:
    assert touched(unit(), unit(list=piece("list", "other"))) == {p.key for p in unit()}


def test_a_new_declaration_concerns_who_named_it_before_it_was_there() -> None:
    assert touched(unit(), [*unit(), piece("abort", "void")]) == {"abort", "push"}


def test_closures_are_closed_and_hold_cycles() -> None:
    pieces = [piece("a", "b"), piece("b", "c"), piece("c", "a"), piece("d", "")]
    found = Dependencies(pieces)
    assert found.closure(0) == {0, 1, 2} and found.closure(3) == frozenset()


def test_the_library_does_not_speak_of_what_is_none() -> None:
    library = Piece("abs", ("abs",), frozenset({"x"}), frozenset({"x"}), "w", "h", everywhere=True, library=True)
    found = Dependencies([library, piece("x", ""), piece("f", "abs")])
    assert found.closure(2) == {0}


def test_a_lemma_concerns_those_who_say_all_that_it_is_about() -> None:
    def lemma(words: str) -> Piece:
        return Piece("join", ("join",), frozenset(words.split()), frozenset(words.split()), words, words,
                     about=frozenset({"nodes", "lseg"}))  # fmt: skip

    def with_lemma(words: str) -> list[Piece]:
        return [*unit(), piece("lseg", "node"), piece("both", "nodes lseg", "push"), lemma(words)]

    assert touched(with_lemma("nodes lseg"), with_lemma("nodes lseg list")) == {"join", "both"}
    assert 10 in Dependencies(with_lemma("nodes lseg")).closure(9)
