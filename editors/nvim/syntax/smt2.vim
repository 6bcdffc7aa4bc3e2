" SMT-LIB with separation logic, as SL-COMP writes it.
if exists('b:current_syntax') | finish | endif

syn match smt2Command "(\s*\zs\%(set-logic\|set-info\|set-option\|declare-heap\|declare-sort\|declare-const\|declare-fun\|declare-datatypes\?\|define-sort\|define-const\|define-fun\%(s\?-rec\)\?\|define-funs-rec\|assert\|check-sat\|check-unsat\|get-model\|push\|pop\|exit\)\>"
syn match smt2Heap "\%((\|\s\)\@<=\%(sep\|wand\|pto\|_\s\+emp\|emp\|nil\|loc\|data\|septraction\)\>"
syn match smt2Logic "\%((\|\s\)\@<=\%(and\|or\|not\|=>\|=\|distinct\|exists\|forall\|let\|ite\|as\|true\|false\)\ze\%(\s\|)\)"
syn match smt2Sort "\<\%(Int\|Bool\|Real\|RefGTyp\|Loc\)\>"
syn match smt2Keyword ":[A-Za-z][A-Za-z0-9_-]*"
syn match smt2Number "\<\d\+\%(\.\d\+\)\?\>"
syn region smt2String start=+"+ end=+"+
syn region smt2Symbol start=+|+ end=+|+
syn match smt2Comment ";.*$" contains=@Spell

hi def link smt2Command Statement
hi def link smt2Heap Operator
hi def link smt2Logic Conditional
hi def link smt2Sort Type
hi def link smt2Keyword Special
hi def link smt2Number Number
hi def link smt2String String
hi def link smt2Symbol Identifier
hi def link smt2Comment Comment

let b:current_syntax = 'smt2'
