-- Defines the commands. The server itself starts by `require('frame').setup()`, or by `vim.lsp.enable('frame')`.
if vim.g.loaded_frame then
  return
end
vim.g.loaded_frame = true
require('frame.commands').define()
