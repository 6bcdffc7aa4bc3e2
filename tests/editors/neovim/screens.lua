-- Opens a file in a terminal and writes down what the screen shows, cell by cell, for a person to look at.
-- Environment: FILE is the C file to open, SCREENS a folder for NAME.json.
vim.o.background = vim.env.BACKGROUND or 'dark'
vim.o.swapfile = false
vim.o.number = true
vim.o.signcolumn = 'yes'
vim.o.laststatus = 2
vim.o.statusline = "%f %m%=%{v:lua.require'frame'.statusline()}  %l:%c "

local function wait(condition)
  assert(vim.wait(30000, condition, 20), 'waited in vain')
end

local function colour(value)
  return value and value ~= vim.NIL and ('#%06x'):format(value) or vim.NIL
end

local function normal()
  if vim.api.nvim_get_hl then
    local group = vim.api.nvim_get_hl(0, { name = 'Normal' })
    return group.fg, group.bg
  end
  local group = vim.api.nvim_get_hl_by_name('Normal', true)
  return group.foreground, group.background
end

local function cell_of(grid, row, column)
  local drawn, cell = pcall(vim.api.nvim__inspect_cell, grid, row, column)
  local style = drawn and cell[2] or {}
  return { drawn and cell[1] or ' ', colour(style.foreground), colour(style.background), style.reverse or false,
    style.bold or false, style.italic or false, style.undercurl or style.underline or false, colour(style.special) }
end

-- Floating windows have grids of their own, which lie over the first one.
local function add_floats(rows)
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local grid = 2
      while grid < 100 and not pcall(vim.api.nvim__inspect_cell, grid, 0, 0) do
        grid = grid + 1
      end
      local at = vim.api.nvim_win_get_position(window)
      for row = 0, vim.api.nvim_win_get_height(window) + 1 do
        for column = 0, vim.api.nvim_win_get_width(window) + 1 do
          local ok = pcall(vim.api.nvim__inspect_cell, grid, row, column)
          if ok and rows[at[1] + row + 1] and rows[at[1] + row + 1][at[2] + column + 1] then
            rows[at[1] + row + 1][at[2] + column + 1] = cell_of(grid, row, column)
          end
        end
      end
    end
  end
end

local function save(name)
  vim.wait(300)
  vim.cmd('redraw!')
  local rows = {}
  for row = 0, vim.o.lines - 1 do
    local cells = {}
    for column = 0, vim.o.columns - 1 do
      table.insert(cells, cell_of(1, row, column))
    end
    table.insert(rows, cells)
  end
  add_floats(rows)
  local foreground, background = normal()
  local dark = vim.o.background == 'dark'
  local screen = { rows = rows, foreground = colour(foreground or (dark and 0xe0e2ea or 0x14161b)),
    background = colour(background or (dark and 0x14161b or 0xf0f2f5)) }
  vim.fn.writefile({ vim.fn.json_encode(screen) }, vim.env.SCREENS .. '/' .. name .. '.json')
end

local function go_to(pattern)
  vim.fn.cursor(1, 1)
  vim.fn.search(pattern)
  vim.cmd('normal! zt')
  vim.fn.search(pattern)
end

local function run()
  if vim.lsp.enable then
    vim.lsp.enable('frame')
  else
    require('frame').setup()
  end
  vim.diagnostic.config({ virtual_text = true })
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  wait(function()
    return #vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) > 0
  end)
  wait(function()
    for _, unit in ipairs(require('frame.status').units(0)) do
      if unit.status == 'queued' or unit.status == 'running' then
        return false
      end
    end
    return true
  end)
  save('error') -- the first screen that is read has colours that are out of date: it is taken once more below
  go_to('struct node \\*push_left')
  vim.fn.search('push(a, 1)')
  vim.lsp.buf.hover()
  wait(function()
    return #vim.api.nvim_list_wins() > 1
  end)
  save('hover')
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      vim.api.nvim_win_close(window, true)
    end
  end
  vim.cmd('FrameState')
  wait(function()
    local lines = vim.api.nvim_buf_get_lines(vim.fn.bufnr('frame://state'), 0, -1, false)
    return #lines > 2
  end)
  save('state')
  vim.cmd('FrameState')
  go_to('struct node \\*push_unchecked')
  save('error')
end

-- After the start, when the terminal is drawn to.
vim.defer_fn(function()
  local ok, message = xpcall(run, debug.traceback)
  if not ok then
    vim.fn.writefile(vim.split(message, '\n'), vim.env.SCREENS .. '/failure.txt')
  end
  vim.cmd('qall!')
end, 100)
