" Files that Frame reads. In Vim script, because Neovim 0.7 loads no Lua from here unless it is told to.
autocmd BufRead,BufNewFile *.frame setfiletype frame
autocmd BufRead,BufNewFile *.smt2 setfiletype smt2
autocmd BufRead,BufNewFile *.gh setfiletype c
