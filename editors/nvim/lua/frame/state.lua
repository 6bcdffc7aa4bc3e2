-- The :FrameState window: the symbolic state at the cursor, following it.
local M = {}

local view = { buffer = nil, source = nil, asked = 0, shown = 0, timer = nil }

local function is_open()
  return view.buffer and vim.api.nvim_buf_is_valid(view.buffer) and vim.fn.bufwinid(view.buffer) ~= -1
end

local function set_lines(lines)
  vim.api.nvim_buf_set_option(view.buffer, 'modifiable', true)
  vim.api.nvim_buf_set_lines(view.buffer, 0, -1, false, lines)
  vim.api.nvim_buf_set_option(view.buffer, 'modifiable', false)
end

-- The text form of the answer, and under it the heap as a drawing if the server sent one.
local function lines_of(state)
  local text = state.text or ''
  local lines = vim.split((text:gsub('%s+$', '')), '\n', { plain = true })
  if type(state.drawing) == 'string' and state.drawing ~= '' then
    table.insert(lines, '')
    vim.list_extend(lines, vim.split((state.drawing:gsub('%s+$', '')), '\n', { plain = true }))
  end
  return lines
end

local function show(lines)
  if is_open() then
    set_lines(lines)
    vim.b[view.buffer].frame_stale = false
    vim.cmd('redrawstatus!')
  end
end

-- Asks for the state at the cursor of the window that shows the source. An answer to an older question is dropped.
local function ask()
  local window = view.source and vim.fn.bufwinid(view.source) or -1
  if not is_open() or window == -1 then
    return
  end
  local client = require('frame.client').of(view.source)
  if not client then
    show({ 'The Frame server is not running for this file.', 'See :checkhealth frame' })
    return
  end
  view.asked = view.asked + 1
  local question = view.asked
  vim.b[view.buffer].frame_stale = true
  require('frame.client').request(view.source, 'frame/state', require('frame.client').position(window, client),
    function(state, message)
      if question < view.shown then
        return
      end
      view.shown = question
      if state then
        show(lines_of(state))
      else
        show({ message or 'No state here: the cursor is outside every function that was verified.' })
      end
    end)
end

local function schedule()
  if view.timer then
    view.timer:stop()
  else
    view.timer = vim.loop.new_timer()
  end
  view.timer:start(require('frame.config').options.state.delay, 0, vim.schedule_wrap(ask))
end

local function follow()
  local group = vim.api.nvim_create_augroup('FrameState', { clear = true })
  vim.api.nvim_create_autocmd({ 'CursorMoved', 'CursorMovedI', 'BufEnter' }, {
    group = group,
    callback = function(event)
      if require('frame.client').of(event.buf) then
        view.source = event.buf
        schedule()
      end
    end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', { group = group, buffer = view.buffer, callback = M.close })
end

function M.open()
  local options = require('frame.config').options.state
  local source = vim.api.nvim_get_current_win()
  view.source = vim.api.nvim_get_current_buf()
  local narrow = options.position == 'auto' and vim.o.columns < options.columns
  if options.position == 'bottom' or narrow then
    vim.cmd(('botright %dsplit'):format(options.height))
  else
    vim.cmd(('botright %dvsplit'):format(math.min(options.width, math.floor(vim.o.columns / 2))))
  end
  view.buffer = vim.api.nvim_create_buf(false, true)
  local window = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(window, view.buffer)
  vim.api.nvim_buf_set_name(view.buffer, 'frame://state')
  for name, value in pairs({ buftype = 'nofile', bufhidden = 'wipe', swapfile = false, filetype = 'framestate' }) do
    vim.api.nvim_buf_set_option(view.buffer, name, value)
  end
  for name, value in pairs({ number = false, relativenumber = false, wrap = true, linebreak = true, breakindent = true,
    breakindentopt = 'shift:9', signcolumn = 'no', winfixwidth = true, winfixheight = true, spell = false }) do
    vim.api.nvim_win_set_option(window, name, value)
  end
  vim.api.nvim_win_set_option(window, 'statusline', "Proof state%{get(b:,'frame_stale',0)?' (being computed …)':''}")
  vim.api.nvim_set_current_win(source)
  follow()
  set_lines({ '…' })
  ask()
end

function M.close()
  pcall(vim.api.nvim_del_augroup_by_name, 'FrameState')
  if view.timer then
    view.timer:stop()
  end
  local buffer = view.buffer
  view.buffer = nil
  if buffer and vim.api.nvim_buf_is_valid(buffer) then
    pcall(vim.api.nvim_buf_delete, buffer, { force = true })
  end
end

function M.toggle()
  if is_open() then
    M.close()
  else
    M.open()
  end
end

-- A verdict has changed: what is shown may be old.
function M.refresh(buffer)
  if is_open() and buffer == view.source then
    schedule()
  end
end

return M
