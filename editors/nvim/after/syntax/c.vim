" Annotations in C comments: `//@ ...` and `/*@ ... @*/`.
" Later items win over earlier ones at the same place, so these take precedence over the plain comments of c.vim.
syn cluster frameGhost contains=frameGhostKeyword,frameGhostContract,frameGhostType,frameGhostPattern,frameGhostOperator,frameGhostNumber,frameGhostString,frameGhostConstant,frameGhostCall,frameGhostComment

syn region frameAnnotation matchgroup=frameDelimiter start="//@" end="$" keepend contains=@frameGhost
syn region frameAnnotation matchgroup=frameDelimiter start="/\*@" end="@\?\*/" keepend fold contains=@frameGhost

syn keyword frameGhostContract contained requires ensures invariant decreases terminates
syn keyword frameGhostKeyword contained open close leak assert assume if else switch case return predicate predicate_family predicate_family_instance predicate_ctor copredicate inductive fixpoint lemma lemma_auto truncating forall exists import_module require_module abstract_type produce_lemma_function_pointer_chunk merge_fractions split_fraction
syn keyword frameGhostType contained int bool char short long unsigned signed void struct union real list option pair nat any
syn keyword frameGhostConstant contained true false nil emp none result
syn match frameGhostPattern contained "?\h\w*\|\<_\>"
syn match frameGhostOperator contained "&\*&\||->\|==>\|==\|!=\|<=\|>=\|&&\|||\|[-+*/%<>=!?:]"
syn match frameGhostNumber contained "\<\d\+\>"
syn match frameGhostCall contained "\<\h\w*\>\ze\s*[(<]" contains=frameGhostKeyword,frameGhostContract,frameGhostType,frameGhostConstant
syn region frameGhostString contained start=+"+ skip=+\\"+ end=+"+
syn match frameGhostComment contained "//[^@].*$"

hi def link frameAnnotation SpecialComment
hi def link frameDelimiter SpecialComment
hi def link frameGhostContract PreProc
hi def link frameGhostKeyword Statement
hi def link frameGhostType Type
hi def link frameGhostConstant Constant
hi def link frameGhostPattern Identifier
hi def link frameGhostOperator Operator
hi def link frameGhostNumber Number
hi def link frameGhostCall Function
hi def link frameGhostString String
hi def link frameGhostComment Comment
