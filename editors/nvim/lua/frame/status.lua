-- What the server last said of every unit: signs, virtual text and the statusline are drawn from it.
local M = {}

local namespace = vim.api.nvim_create_namespace('frame-status')
local known = {} -- buffer -> the units of the last notification, in the order of the text

local groups = {
  verified = 'FrameVerified', failed = 'FrameFailed', refuted = 'FrameFailed', error = 'FrameFailed',
  unknown = 'FrameUnknown', timeout = 'FrameUnknown', unsupported = 'FrameUnknown',
  running = 'FrameRunning', queued = 'FrameRunning', stale = 'FrameRunning',
}

local function define_highlights()
  for name, link in pairs({
    FrameVerified = vim.fn.hlexists('DiagnosticOk') == 1 and 'DiagnosticOk' or 'String',
    FrameFailed = 'DiagnosticError',
    FrameUnknown = 'DiagnosticWarn',
    FrameRunning = 'Comment',
  }) do
    vim.cmd(('highlight default link %s %s'):format(name, link))
  end
end

-- "12 ms", "1.4 s"
local function duration(seconds)
  if seconds < 1 then
    return ('%d ms'):format(math.floor(seconds * 1000 + 0.5))
  end
  return ('%.1f s'):format(seconds)
end

local function describe(unit)
  if unit.status == 'verified' then
    return 'verified' .. (unit.seconds and ' in ' .. duration(unit.seconds) or '')
  end
  if unit.status == 'running' then
    return 'verifying …'
  end
  if unit.status == 'failed' then
    return unit.kind == 'query' and unit.reason or 'not proved'
  end
  return unit.status .. (unit.reason and ': ' .. unit.reason or '')
end

local function draw(buffer, units)
  local options = require('frame.config').options
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  local last = vim.api.nvim_buf_line_count(buffer) - 1
  for _, unit in ipairs(units) do
    local line = unit.range and unit.range.start.line
    if line and line <= last and unit.kind ~= 'file' and groups[unit.status] then
      local icon = options.icons[unit.status] or '·'
      vim.api.nvim_buf_set_extmark(buffer, namespace, line, 0, {
        sign_text = options.signs and icon or nil,
        sign_hl_group = options.signs and groups[unit.status] or nil,
        virt_text = options.virtual_text and { { icon .. ' ' .. describe(unit), groups[unit.status] } } or nil,
        priority = 5, -- below the signs of diagnostics
      })
    end
  end
end

-- Takes in one `frame/status` notification.
function M.update(params)
  params = require('frame.client').without_null(params)
  local buffer = vim.uri_to_bufnr(params.uri)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  define_highlights()
  known[buffer] = params.units or {}
  draw(buffer, known[buffer])
  vim.cmd('redrawstatus')
  require('frame.state').refresh(buffer)
end

-- The server is gone: nothing may look as if it were still at work, or still true.
function M.clear()
  for buffer in pairs(known) do
    if vim.api.nvim_buf_is_valid(buffer) then
      vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
    end
  end
  known = {}
end

-- The units of a buffer as the server last reported them.
function M.units(buffer)
  return known[buffer == 0 and vim.api.nvim_get_current_buf() or buffer] or {}
end

-- See |frame-statusline|.
function M.line(buffer)
  local units = known[buffer]
  if not units then
    return ''
  end
  local icons = require('frame.config').options.icons
  local counts = { verified = 0, failed = 0, unknown = 0, running = 0 }
  local kinds = { refuted = 'failed', error = 'failed', timeout = 'unknown', unsupported = 'unknown',
    queued = 'running', stale = 'running' }
  for _, unit in ipairs(units) do
    local kind = kinds[unit.status] or unit.status
    if counts[kind] and (unit.kind ~= 'file' or kind ~= 'verified') then
      counts[kind] = counts[kind] + 1
    end
  end
  local parts = { 'frame' }
  for _, kind in ipairs({ 'verified', 'failed', 'unknown' }) do
    if counts[kind] > 0 then
      table.insert(parts, icons[kind] .. counts[kind])
    end
  end
  if counts.running > 0 then
    table.insert(parts, icons.running)
  end
  return table.concat(parts, ' ')
end

return M
