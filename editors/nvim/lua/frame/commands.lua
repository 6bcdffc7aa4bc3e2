-- The commands; |frame-commands| describes them.
local M = {}

local function here()
  return vim.api.nvim_get_current_buf()
end

local function tell(message)
  vim.notify('frame: ' .. message, vim.log.levels.WARN)
end

local function served()
  if require('frame.client').of(here()) then
    return true
  end
  tell('no server for this file; see :checkhealth frame')
  return false
end

-- The name of the unit that the cursor is in, or nil.
local function unit_at_cursor()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  for _, unit in ipairs(require('frame.status').units(here())) do
    if unit.kind ~= 'file' and unit.range and unit.range.start.line <= line and line <= unit.range['end'].line then
      return unit.unit
    end
  end
  return nil
end

local function verify(event)
  if not served() then
    return
  end
  local arguments = { vim.uri_from_bufnr(here()) }
  if not event.bang then
    local unit = unit_at_cursor()
    if not unit then
      return tell('the cursor is in no function with a contract; :FrameVerify! verifies the file')
    end
    table.insert(arguments, unit)
  end
  require('frame.client').execute(here(), 'frame.verify', arguments)
end

local function stop()
  if served() then
    require('frame.client').execute(here(), 'frame.stop', { vim.uri_from_bufnr(here()) })
  end
end

local function restart()
  local buffer = here()
  require('frame.client').stop()
  vim.defer_fn(function()
    if vim.lsp.enable then
      vim.lsp.enable('frame', false)
      vim.lsp.enable('frame')
    end
    if not require('frame.client').of(buffer) then
      require('frame.client').start(buffer)
    end
  end, 500)
end

-- The code of the worst diagnostic of Frame's on the cursor's line, or nil.
local function code_at_cursor()
  local found = nil
  for _, item in ipairs(vim.diagnostic.get(here(), { lnum = vim.api.nvim_win_get_cursor(0)[1] - 1 })) do
    local code = item.code or (item.user_data and item.user_data.lsp and item.user_data.lsp.code)
    if code and (not found or item.severity < found.severity) then
      found = { code = code, severity = item.severity }
    end
  end
  return found and found.code
end

-- `frame explain CODE`, in a floating window.
local function explain(event)
  local code = event.args ~= '' and event.args or code_at_cursor()
  if not code then
    return tell('no finding on this line; :FrameExplain CODE explains any code')
  end
  local program = require('frame.config').options.cmd[1]
  local output = vim.fn.systemlist({ program, 'explain', tostring(code) })
  if vim.v.shell_error ~= 0 then
    return tell(output[1] or ('`frame explain ' .. code .. '` failed'))
  end
  vim.lsp.util.open_floating_preview(output, 'markdown', { border = 'rounded', max_width = 80, focus_id = 'frame-explain' })
end

function M.define()
  local function command(name, action, options)
    vim.api.nvim_create_user_command(name, action, options)
  end
  command('FrameState', function() require('frame.state').toggle() end, { desc = 'The proof state at the cursor, in a window that follows it' })
  command('FrameVerify', verify, { bang = true, desc = 'Verify the function at the cursor; with !, the file' })
  command('FrameStop', stop, { desc = 'Stop verifying this file' })
  command('FrameRestart', restart, { desc = 'Restart the server' })
  command('FrameExplain', explain, { nargs = '?', desc = 'Explain a finding code, or the finding on this line' })
  command('FrameQuickfix', function()
    vim.diagnostic.setqflist({ title = 'Frame' })
  end, { desc = 'All findings in the quickfix list' })
end

return M
