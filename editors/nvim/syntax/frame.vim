" Frame scripts: plain separation logic.
if exists('b:current_syntax') | finish | endif

syn keyword frameQuery check sat unsat frame abduce expect
syn keyword frameDeclaration struct predicate lemma include
syn keyword frameAnswer valid invalid unknown
syn keyword frameQuantifier exists forall
syn keyword frameConstant emp nil true false
syn keyword frameType int bool loc set list
syn match frameOperator "|->\||-\|-\*\|==\|!=\|<=\|>=\|[*&|!<>=+-]\|[↦∗∧∨¬∃⊢]"
syn match frameNumber "\<\d\+\>"
syn match frameCall "\<\h\w*\>\ze\s*("
syn match frameComment "//.*$" contains=@Spell
syn region frameComment start="/\*" end="\*/" contains=@Spell

hi def link frameQuery Statement
hi def link frameDeclaration Structure
hi def link frameAnswer Constant
hi def link frameQuantifier Statement
hi def link frameConstant Constant
hi def link frameType Type
hi def link frameOperator Operator
hi def link frameNumber Number
hi def link frameCall Function
hi def link frameComment Comment

let b:current_syntax = 'frame'
