-- Uses the plugin in a headless Neovim as a person would, and writes down as JSON what could be seen.
-- Environment: FILE is the C file to open, OBSERVED the file to write.
local seen = { steps = {} }
local patience = 30000

local function now()
  return vim.loop.hrtime() / 1e6
end

local function wait(what, condition)
  local begun = now()
  local ok = vim.wait(patience, condition, 10)
  table.insert(seen.steps, { what = what, ok = ok, ms = math.floor(now() - begun) })
  if not ok then
    error('waited in vain for: ' .. what)
  end
end

local function errors(buffer)
  return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
end

local function signs(buffer)
  local texts = {}
  for _, namespace in pairs(vim.api.nvim_get_namespaces()) do
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, namespace, 0, -1, { details = true })) do
      local text = mark[4].virt_text and mark[4].virt_text[1] and mark[4].virt_text[1][1]
      if text then
        table.insert(texts, { line = mark[2] + 1, text = text })
      end
    end
  end
  return texts
end

local function request(client, method, params)
  local answer
  require('frame.client').request(0, method, params, function(result, message)
    answer = { result = result, message = message }
  end)
  wait(method, function()
    return answer ~= nil
  end)
  return answer.result
end

local function cursor_at(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern) > 0, pattern)
end

local function hover_text(client)
  local hover = request(client, 'textDocument/hover', require('frame.client').position(0, client))
  local contents = hover and hover.contents
  return type(contents) == 'table' and contents.value or contents
end

-- Opens what `K` opens, and reads the floating window.
local function hover_window()
  vim.lsp.buf.hover()
  local text
  wait('hover window', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
        return true
      end
    end
    return false
  end)
  vim.cmd('normal! hl')
  return text
end

local function fixes_for(buffer)
  local item = errors(buffer)[1]
  local range = { start = { line = item.lnum, character = item.col }, ['end'] = { line = item.end_lnum, character = item.end_col } }
  local answer
  require('frame.client').request(0, 'textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = range,
    context = { diagnostics = {} },
  }, function(result)
    answer = result or {}
  end)
  vim.wait(patience, function()
    return answer ~= nil
  end, 10)
  return vim.tbl_filter(function(action)
    return action.edit and action.kind == 'quickfix'
  end, answer or {})
end

-- Fixes are tried before they are offered, so they come a little after the error.
local function apply_fix(buffer, client)
  local fixes = {}
  wait('a fix', function()
    fixes = fixes_for(buffer)
    if #fixes == 0 then
      vim.wait(200)
    end
    return #fixes > 0
  end)
  seen.fixes = vim.tbl_map(function(action)
    return action.title
  end, fixes)
  seen.fix = fixes[1].title
  vim.lsp.util.apply_workspace_edit(fixes[1].edit, client.offset_encoding or 'utf-16')
end

local function state_window(buffer)
  vim.cmd('FrameState')
  local window = vim.fn.bufwinid('frame://state')
  local shown = vim.api.nvim_win_get_buf(window)
  local function text()
    return table.concat(vim.api.nvim_buf_get_lines(shown, 0, -1, false), '\n')
  end
  wait('state', function()
    return text():find('push_left', 1, true) ~= nil
  end)
  seen.state = text()
  cursor_at('n->next = list')
  vim.cmd('doautocmd CursorMoved')
  wait('state follows', function()
    return text():find('push_left', 1, true) == nil and #text() > 10
  end)
  seen.state_moved = text()
  vim.cmd('FrameState')
  seen.state_closed = vim.fn.bufwinid('frame://state') == -1
end

local function health()
  vim.cmd('checkhealth frame')
  seen.health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  vim.cmd('bwipeout!')
end

local function statuses(buffer)
  local words = {}
  for _, unit in ipairs(require('frame.status').units(buffer)) do
    words[unit.unit] = unit.status
  end
  return words
end

-- The commands at the function with the error: verify it again, explain its finding, list all findings.
local function commands(buffer)
  cursor_at('n->next = list')
  vim.fn.search('malloc(sizeof')
  vim.fn.search('n->next')
  vim.cmd('FrameExplain')
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      seen.explained = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
      vim.api.nvim_win_close(window, true)
    end
  end
  vim.cmd('FrameQuickfix')
  seen.quickfix = #vim.fn.getqflist()
  vim.cmd('cclose')
  local updates, update = 0, require('frame.status').update
  require('frame.status').update = function(params)
    updates = updates + 1
    update(params)
  end
  vim.cmd('FrameVerify')
  wait('another run', function()
    return updates > 0
  end)
  require('frame.status').update = update
  wait('its verdict', function()
    return statuses(buffer).push_unchecked == 'failed'
  end)
end

local function run()
  local version = vim.version()
  seen.version = ('%d.%d.%d'):format(version.major, version.minor, version.patch)
  if vim.lsp.enable then
    vim.lsp.enable('frame')
  else
    require('frame').setup()
  end
  local begun = now()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  local buffer = vim.api.nvim_get_current_buf()
  local client
  wait('server', function()
    client = require('frame.client').of(buffer)
    return client ~= nil
  end)
  wait('an error', function()
    return #errors(buffer) == 1
  end)
  seen.ms_to_error = math.floor(now() - begun)
  local item = errors(buffer)[1]
  seen.error = { line = item.lnum + 1, text = vim.fn.getline(item.lnum + 1), message = item.message, source = item.source,
    code = item.code or (item.user_data and item.user_data.lsp and item.user_data.lsp.code) }
  wait('verdicts', function()
    local units = require('frame.status').units(buffer)
    for _, unit in ipairs(units) do
      if unit.status == 'queued' or unit.status == 'running' then
        return false
      end
    end
    return #units > 0
  end)
  seen.signs = signs(buffer)
  seen.statusline = require('frame').statusline(buffer)
  cursor_at('push(a, 1)')
  seen.hover = hover_text(client)
  seen.hover_window = hover_window()
  if vim.fn.has('nvim-0.8') == 1 then
    cursor_at('push(a, 1)')
    state_window(buffer)
    health()
  end
  commands(buffer)
  seen.syntax = vim.fn.synIDattr(vim.fn.synID(vim.fn.search('requires nodes', 'cnw'), 9, 1), 'name')
  apply_fix(buffer, client)
  wait('the error to go', function()
    return #errors(buffer) == 0
  end)
  wait('all verified', function()
    local units = require('frame.status').units(buffer)
    for _, unit in ipairs(units) do
      if unit.status ~= 'verified' then
        return false
      end
    end
    return #units > 0
  end)
  seen.statusline_fixed = require('frame').statusline(buffer)
  require('frame.client').stop()
  wait('the server to end', function()
    return require('frame.client').of(buffer) == nil
  end)
  vim.wait(10000, function()
    return require('frame').statusline(buffer) == ''
  end)
  seen.statusline_stopped = require('frame').statusline(buffer)
end

local ok, message = xpcall(run, debug.traceback)
seen.failure = not ok and message or nil
seen.messages = vim.fn.execute('messages')
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.OBSERVED)
vim.cmd('qall!')
