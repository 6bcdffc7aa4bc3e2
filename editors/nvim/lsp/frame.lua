-- The server's configuration for Neovim 0.11 and later: `vim.lsp.enable('frame')` is all it takes.
return require('frame.config').client()
