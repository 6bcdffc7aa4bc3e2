-- Frame in Neovim: separation-logic verification of annotated C while you type.
--
--   require('frame').setup()            Neovim 0.8 and later, and 0.7 as far as it goes
--   vim.lsp.enable('frame')             Neovim 0.11 and later, without any setup
local M = {}

-- Starts the server for the file types in `options.filetypes`. See |frame-options|.
function M.setup(options)
  local config = require('frame.config')
  config.set(options)
  if vim.lsp.enable then
    vim.lsp.config('frame', config.client())
    vim.lsp.enable('frame')
    return
  end
  local group = vim.api.nvim_create_augroup('FrameServer', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = config.options.filetypes,
    callback = function(event)
      require('frame.client').start(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(config.options.filetypes, vim.bo[buffer].filetype) then
      require('frame.client').start(buffer)
    end
  end
end

-- For a statusline: "frame ✓3 ✗1", with "…" while something is queued or running; empty without a server.
function M.statusline(buffer)
  return require('frame.status').line(buffer or vim.api.nvim_get_current_buf())
end

return M
