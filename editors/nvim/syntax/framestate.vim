" The text of the :FrameState window.
if exists('b:current_syntax') | finish | endif

syn match frameStateHead "\%1l.*$"
syn match frameStatePath "^--- path .*$"
syn match frameStatePart "^\%(path\|locals\|heap\|owed\|needed\|known\|before\|after\|frame\|changed\|taken\|given\|ends\)\>"
syn match frameStateMissing "\<MISSING\>"
syn match frameStateOperator "&\*&\||->\|[▶◀─│┌┐└┘╭╮╰╯]"
syn match frameStateOrigin "\%(  \|(\)\zs\%(the \|result of \|from \|opened \|closed \|as given\|unset\).*$"

hi def link frameStateHead Title
hi def link frameStatePath Title
hi def link frameStatePart Label
hi def link frameStateMissing DiagnosticError
hi def link frameStateOperator Operator
hi def link frameStateOrigin Comment

let b:current_syntax = 'framestate'
