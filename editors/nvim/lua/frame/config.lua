-- What can be set, its defaults, and the configuration of the language client made from it.
local M = {}

M.defaults = {
  cmd = { 'frame', 'lsp' },
  filetypes = { 'c', 'frame', 'smt2' },
  root_markers = { 'frame.toml', 'pyproject.toml', 'compile_commands.json', '.git' },
  settings = {}, -- sent to the server as `frame.*`
  signs = true, -- a mark per function beside its first line
  virtual_text = true, -- the verdict at the end of that line
  -- The :FrameState window: 'right', 'bottom', or 'auto' for right where the screen has `columns`. The delay is in ms.
  state = { position = 'auto', columns = 140, width = 70, height = 10, delay = 80 },
  icons = { verified = '✓', failed = '✗', refuted = '✗', unknown = '?', timeout = '⧖', unsupported = '–',
    error = '!', running = '…', queued = '·', stale = '·' },
}

M.options = vim.deepcopy(M.defaults)

function M.set(options)
  M.options = vim.tbl_deep_extend('force', vim.deepcopy(M.defaults), options or {})
  return M.options
end

-- The nearest folder upwards from `path` that holds a marker, else the file's own folder.
function M.root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local up = folder
  while true do
    for _, marker in ipairs(M.options.root_markers) do
      if vim.loop.fs_stat(up .. '/' .. marker) then
        return up
      end
    end
    local parent = vim.fn.fnamemodify(up, ':h')
    if parent == up then
      return folder
    end
    up = parent
  end
end

-- A configuration as `vim.lsp.start`, `vim.lsp.start_client` and `vim.lsp.config` take it.
function M.client()
  local options = M.options
  return {
    name = 'frame',
    cmd = options.cmd,
    filetypes = options.filetypes,
    root_markers = options.root_markers,
    settings = { frame = options.settings },
    init_options = { client = 'neovim' },
    handlers = {
      ['frame/status'] = function(_, params)
        require('frame.status').update(params)
      end,
    },
    on_exit = vim.schedule_wrap(function()
      require('frame.status').clear()
    end),
  }
end

return M
