" Opens a C file in Vim with ALE set up as editors/README.md says, and writes down what could be seen.
" Environment: CONFIGURATION is that text, FILE the C file, OBSERVED the file to write.
set nocompatible hidden noswapfile
filetype plugin on
let g:ale_linters = {'c': ['frame']}
let g:ale_hover_to_preview = 1
runtime plugin/ale.vim
source $CONFIGURATION

func s:WaitFor(condition)
  let l:end = reltime()
  while !eval(a:condition)
    if reltimefloat(reltime(l:end)) > 60 | throw 'waited in vain for ' . a:condition | endif
    sleep 50m
  endwhile
endfunc

let s:seen = {}
try
  edit $FILE
  let s:buffer = bufnr('%')
  call s:WaitFor('!empty(ale#engine#GetLoclist(' . s:buffer . '))')
  let s:seen.errors = map(copy(ale#engine#GetLoclist(s:buffer)), {_, found -> [found.lnum, found.text]})
  call cursor(1, 1)
  call search('push(a, 1)')
  ALEHover
  call s:WaitFor('bufwinnr("ALEPreviewWindow") > 0 || !empty(filter(range(1, winnr("$")), "getwinvar(v:val, \"&previewwindow\")"))')
  wincmd P
  let s:seen.hover = join(getline(1, '$'), "\n")
catch
  let s:seen.failure = v:exception . ' ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $OBSERVED)
qall!
