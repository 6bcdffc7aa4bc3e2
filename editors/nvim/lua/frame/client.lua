-- Talking to the running server, over the differences between Neovim 0.7 and today.
local M = {}

-- The client that serves `buffer`, or nil.
function M.of(buffer)
  local list = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
  for _, client in pairs(list) do
    if client.name == 'frame' and vim.lsp.buf_is_attached(buffer, client.id) then
      return client
    end
  end
  return nil
end

-- The same value with nothing where JSON has null: `vim.NIL` counts as true.
function M.without_null(value)
  if value == vim.NIL then
    return nil
  end
  if type(value) ~= 'table' then
    return value
  end
  local plain = {}
  for key, item in pairs(value) do
    plain[key] = M.without_null(item)
  end
  return plain
end

-- Sends a request; `callback(result, message)` gets one of the two. False if there is no server.
function M.request(buffer, method, params, callback)
  local client = M.of(buffer)
  if not client then
    return false
  end
  local function done(failure, result)
    if failure then
      callback(nil, failure.message or tostring(failure))
    else
      callback(M.without_null(result), nil)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    return client:request(method, params, done, buffer)
  end
  return client.request(method, params, done, buffer)
end

-- The cursor of `window` as the server counts.
function M.position(window, client)
  local encoding = client and client.offset_encoding or 'utf-16'
  return vim.lsp.util.make_position_params(window, encoding)
end

function M.execute(buffer, command, arguments, callback)
  return M.request(buffer, 'workspace/executeCommand', { command = command, arguments = arguments }, callback or function(_, message)
    if message then
      vim.notify('frame: ' .. message, vim.log.levels.ERROR)
    end
  end)
end

-- Starts the server for `buffer` where Neovim has no `vim.lsp.enable`.
function M.start(buffer)
  local config = require('frame.config')
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == '' or vim.bo[buffer].buftype ~= '' then
    return
  end
  local settings = config.client()
  settings.root_dir = config.root_of(path)
  if vim.lsp.start then -- 0.8 and later
    vim.lsp.start(settings)
    return
  end
  M.started = M.started or {} -- root folder -> client id: 0.7 does not reuse a client by itself
  local id = M.started[settings.root_dir]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(settings)
    M.started[settings.root_dir] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

function M.stop()
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == 'frame' then
      if vim.fn.has('nvim-0.11') == 1 then
        client:stop()
      else
        client.stop()
      end
    end
  end
end

return M
