-- Opens a script of queries in a headless Neovim, and writes down as JSON what could be seen.
-- Environment: FILE is the script, OBSERVED the file to write.
local seen = {}

local function wait(what, condition)
  if not vim.wait(30000, condition, 10) then
    error('waited in vain for: ' .. what)
  end
end

local function run()
  require('frame').setup()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  local buffer = vim.api.nvim_get_current_buf()
  seen.filetype = vim.bo.filetype
  wait('a diagnostic', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  wait('the verdicts', function()
    seen.statusline = require('frame').statusline(buffer)
    return seen.statusline:find('✓2', 1, true) ~= nil
  end)
  seen.lines = vim.tbl_map(function(item)
    return item.lnum + 1
  end, vim.diagnostic.get(buffer))
  vim.fn.cursor(4, 8)
  local client = require('frame.client').of(buffer)
  require('frame.client').request(buffer, 'textDocument/hover', require('frame.client').position(0, client), function(result)
    seen.hover = result and result.contents.value or ''
  end)
  wait('the hover', function()
    return seen.hover ~= nil
  end)
end

local ok, message = xpcall(run, debug.traceback)
seen.failure = not ok and message or nil
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.OBSERVED)
vim.cmd('qall!')
