" Editing SMT-LIB files.
if exists('b:did_ftplugin') | finish | endif
let b:did_ftplugin = 1
setlocal lisp commentstring=;\ %s comments=:; iskeyword=@,48-57,_,-,.,!,?,+,*,<,>,=,/,%,~,&,^,$
let b:undo_ftplugin = 'setlocal lisp< commentstring< comments< iskeyword<'
