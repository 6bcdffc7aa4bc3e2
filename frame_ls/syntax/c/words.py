"""Keywords and operators of C and of its annotations, by the terminal of the grammar that they are."""

from __future__ import annotations

_C = """
    if IF, else ELSE, while WHILE, do DO, for FOR, switch SWITCH, case CASE, default DEFAULT, break BREAK,
    continue CONTINUE, return RETURN, goto GOTO, sizeof SIZEOF, struct AGGREGATE, union AGGREGATE, enum ENUM,
    true TRUE, false FALSE, _Static_assert STATIC_ASSERT, static_assert STATIC_ASSERT,
    typedef STORAGE, static STORAGE, extern STORAGE, register STORAGE, auto STORAGE, inline STORAGE, __inline STORAGE,
    __inline__ STORAGE, __forceinline STORAGE, __always_inline STORAGE, _Noreturn STORAGE, _Thread_local STORAGE,
    const QUALIFIER, volatile QUALIFIER, restrict QUALIFIER, __restrict QUALIFIER, __restrict__ QUALIFIER,
    __const QUALIFIER, __volatile__ QUALIFIER, _Atomic QUALIFIER,
    int BASIC, char BASIC, short BASIC, long BASIC, signed BASIC, __signed__ BASIC, unsigned BASIC, float BASIC,
    double BASIC, void BASIC, bool BASIC, _Bool BASIC, __int8 BASIC, __int16 BASIC, __int32 BASIC, __int64 BASIC,
    __int128 BASIC, intptr_t BASIC, uintptr_t BASIC, _Complex BASIC, asm ASM, __asm ASM, __asm__ ASM
"""
_GHOST = """
    _ WILDCARD, emp EMP, forall_ FORALL, typeid TYPEID, any GHOST_TYPE, real GHOST_TYPE, box GHOST_TYPE,
    handle GHOST_TYPE, requires REQUIRES, ensures ENSURES, invariant INVARIANT, decreases DECREASES,
    terminates TERMINATES, nonghost_callers_only NONGHOST, open OPEN, close CLOSE, leak LEAK, assert ASSERT,
    split_fraction SPLIT_FRACTION, by BY, merge_fractions MERGE_FRACTIONS,
    produce_function_pointer_chunk PRODUCE_POINTER, produce_lemma_function_pointer_chunk PRODUCE_LEMMA,
    predicate PREDICATE, copredicate COPREDICATE, predicate_family PREDICATE_FAMILY,
    predicate_family_instance PREDICATE_INSTANCE, predicate_ctor PREDICATE_CTOR, inductive INDUCTIVE,
    fixpoint FIXPOINT, fixpoint_auto FIXPOINT, lemma LEMMA, lemma_auto LEMMA_AUTO, abstract_type ABSTRACT_TYPE,
    import_module MODULE, require_module MODULE, export_module MODULE, truncating TRUNCATING, typedef TYPEDEF
"""
_OPERATORS = """
    ( LPAR, ) RPAR, [ LBRACK, ] RBRACK, { LBRACE, } RBRACE, ; SEMI, : COLON, ? QUESTION, . DOT, ... ELLIPSIS, -> ARROW,
    = EQUALS, += ASSIGN_OP, -= ASSIGN_OP, *= ASSIGN_OP, /= ASSIGN_OP, %= ASSIGN_OP, &= ASSIGN_OP, |= ASSIGN_OP,
    ^= ASSIGN_OP, <<= ASSIGN_OP, >>= ASSIGN_OP, ++ INC_OP, -- INC_OP, * STAR, & AMP, + PLUS_OP, - PLUS_OP, / MUL_OP,
    % MUL_OP, << SHIFT_OP, >> SHIFT_OP, < REL_OP, > REL_OP, <= REL_OP, >= REL_OP, == EQ_OP, != EQ_OP, ^ CARET, | BAR,
    && ANDAND, || OROR, ! NOT_OP, ~ NOT_OP, &*& SEP, |-> POINTS_TO, ==> IMPLIES, .. DOTDOT, @ AT
"""


def _table(text: str) -> dict[str, str]:
    pairs = (entry.split() for entry in text.split(","))
    return {word: terminal for word, terminal in pairs}  # noqa: C416  (a pair is a list here)


C_KEYWORDS = _table(_C)
GHOST_KEYWORDS = C_KEYWORDS | _table(_GHOST)
OPERATORS = _table(_OPERATORS) | {",": "COMMA"}

# Words that begin a construct which is read over and reported as not covered.
BOX_STATEMENTS = frozenset(
    "create_box dispose_box consuming_box_predicate perform_action create_handle create_fresh_handle "
    "duplicate_lemma_function_pointer_chunk".split()
)
BOX_DECLARATIONS = frozenset(["box_class", "unloadable_module"])

# The words an annotation begins with when it belongs to the head of a function or loop.
CLAUSE_WORDS = frozenset(["requires", "ensures", "invariant", "decreases", "terminates", "nonghost_callers_only", ":"])
