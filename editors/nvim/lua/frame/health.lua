-- :checkhealth frame
local M = {}

local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local bad = health.error or health.report_error

local function check_neovim()
  local version = vim.version()
  local text = ('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch)
  if vim.fn.has('nvim-0.8') == 1 then
    ok(text)
  else
    warn(text .. ': works, but 0.8 or later is better supported')
  end
end

local function check_server()
  local command = require('frame.config').options.cmd
  local program = command[1]
  if vim.fn.executable(program) ~= 1 then
    bad(('`%s` is not found'):format(program), { 'pip install frame-ls', "or require('frame').setup({ cmd = { '/path/to/frame', 'lsp' } })" })
    return
  end
  local output = vim.fn.systemlist({ program, '--version' })
  if vim.v.shell_error == 0 then
    ok(('%s (%s)'):format(output[1] or program, vim.fn.exepath(program)))
  else
    bad(('`%s --version` failed: %s'):format(program, output[1] or ''))
  end
end

local function check_clients()
  local found = false
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == 'frame' then
      found = true
      ok(('server running for %s, columns in %s'):format(client.config.root_dir or '(no folder)', client.offset_encoding or 'utf-16'))
    end
  end
  if not found then
    warn('no server is running', { 'it starts with the first C, .frame or .smt2 file',
      "is there a require('frame').setup(), or vim.lsp.enable('frame')?" })
  end
end

function M.check()
  start('frame')
  check_neovim()
  check_server()
  check_clients()
end

return M
