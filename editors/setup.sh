#!/usr/bin/env bash
# Installs the real editors that the editor tests drive, into the checkout's .tools/ folder.
#
#   .tools/nvim-old  .tools/nvim-0.10  .tools/nvim-new   Neovim 0.7, 0.10 and 0.11 or later
#   .tools/vim  .tools/emacs                              Vim with ALE, Emacs with eglot
#   .tools/code-server                                    VS Code as a web server
#   .tools/node                                           Node.js 20 or later: the machine's, or one from npm
#   .tools/playwright                                     what drives Chromium, and what judges pages for accessibility
#   editors/vscode/node_modules                           what the VS Code extension is built with
#
# What was downloaded once lies in ~/.cache/frame-tools (or $FRAME_TOOLS_CACHE) and is shared by all checkouts, so that
# only the first run takes a minute. A part counts as there only once it is marked as finished: a run that was interrupted
# leaves nothing that looks usable.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$(dirname "$here")/.tools
cache=${FRAME_TOOLS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/frame-tools}
code_server_version=4.100.3
playwright_version=1.65.1
axe_version=4.14.1
node_version=20.20.2

missing() { echo "editors/setup.sh: missing: $*" >&2; exit 1; }

# make_once NAME LINK COMMAND ARGS...: runs COMMAND ARGS FOLDER unless NAME is in the cache, then links it as .tools/LINK.
make_once() {
    local place=$cache/$1 link=$2 log=$cache/$1.log; shift 2
    if [ ! -e "$place/.finished" ]; then
        rm -rf "$place" && mkdir -p "$place"
        # A shell of its own: inside `if` or `||`, `set -e` would not stop a function at its first failure.
        (set -e; "$@" "$place") >"$log" 2>&1 &
        wait $! || { echo "editors/setup.sh: missing: $link ($(tail -n 1 "$log"); the rest is in $log)" >&2; return 1; }
        touch "$place/.finished"
    fi
    ln -sfn "$place" "$tools/$link"
}

debian() { # SUITE PROGRAM PACKAGES FOLDER
    # shellcheck disable=SC2086  # packages are words
    "$here/setup/fetch-deb.sh" "$1" "$2" "$4" $3
}

# VS Code's native modules are not compiled: terminals and the like are not what the tests drive. Two are replaced:
# argon2, for logging in with a password, without which the server does not start (the tests run it with `--auth none`),
# and spdlog, without which there would be no logs to look at.
code_server() { # FOLDER
    cd "$1"
    echo '{"name": "code-server-for-tests", "private": true}' > package.json
    npm_quiet "code-server@$code_server_version"
    printf 'const no = () => Promise.reject(new Error("passwords are not supported here"));\nmodule.exports = { hash: no, verify: no };\n' \
        > node_modules/argon2/argon2.js
    (cd node_modules/code-server/lib/vscode && npm_quiet --omit=dev && ln -sfn node_modules node_modules.asar)
    cp "$here/setup/spdlog.js" node_modules/code-server/lib/vscode/node_modules/@vscode/spdlog/index.js
    printf '#!/bin/sh\nexec %s %s "$@"\n' "$(readlink -f "$(command -v node)")" "$1/node_modules/code-server/out/node/entry.js" > code-server
    chmod +x code-server
    ./code-server --version
}

# Debian's own Node.js may be too old for VS Code.
node_from_npm() { # FOLDER
    local arch; arch=$(node -p process.arch)
    cd "$1"
    echo '{"name": "node-for-tests", "private": true}' > package.json
    npm_quiet "node-linux-$arch@$node_version"
    mkdir -p bin && ln -sfn "$1/node_modules/node-linux-$arch/bin/node" bin/node
    bin/node --version
}

choose_node() {
    if [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; then
        mkdir -p "$cache/node/bin"
        ln -sfn "$(node -p process.execPath)" "$cache/node/bin/node"
        ln -sfn "$cache/node" "$tools/node"
    else
        make_once "node-$node_version" node node_from_npm || exit 1
    fi
    PATH=$tools/node/bin:$PATH
}

playwright() { # FOLDER
    cd "$1"
    echo '{"name": "playwright-for-tests", "private": true}' > package.json
    npm_quiet "playwright-core@$playwright_version" "axe-core@$axe_version"
}

# What the extension is built with, as its lock file says. Linked file by file, so that `npm ci` in the checkout cannot
# spoil what other checkouts use.
extension_packages() { # FOLDER
    cp "$here"/vscode/{package.json,package-lock.json,.npmrc} "$1"
    cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
}

extension() {
    local lock=$here/vscode/package-lock.json installed=$here/vscode/node_modules
    local name; name=vscode-extension-$(sha256sum "$lock" | cut -c 1-12)
    cmp -s "$lock" "$installed/.installed" && return
    make_once "$name" vscode-extension extension_packages || return 1
    rm -rf "$installed"
    cp -al "$cache/$name/node_modules" "$installed" 2>/dev/null || cp -a "$cache/$name/node_modules" "$installed"
    cp "$lock" "$installed/.installed"
}

npm_quiet() { npm install --ignore-scripts --no-audit --no-fund --loglevel=error "$@"; }

chromium() {
    command -v chromium >/dev/null && return
    [ "$(id -u)" = 0 ] || missing "chromium (install Debian's package 'chromium', or run this as root)"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install chromium fonts-dejavu-core; } >"$cache/chromium.log" 2>&1 \
        || missing "chromium (apt-get could not install it, see $cache/chromium.log)"
}

need() { command -v "$1" >/dev/null || missing "$1 ($2)"; }

need node "Node.js"
need npm "it comes with Node.js"
need apt-get "the editors are taken from Debian packages"
need dpkg "the editors are taken from Debian packages"
need flock "Debian's package util-linux"
mkdir -p "$tools" "$cache"
exec 9>"$cache/.lock"
flock 9                                # two checkouts may be setting up at the same time

chromium
choose_node
jobs=()
make_once neovim-bookworm nvim-old debian bookworm nvim neovim & jobs+=($!)
make_once neovim-trixie nvim-0.10 debian trixie nvim neovim & jobs+=($!)
make_once neovim-newest nvim-new debian sid nvim neovim & jobs+=($!)
make_once vim-ale-trixie vim debian trixie vim.basic "vim vim-ale" & jobs+=($!)
make_once emacs-trixie emacs debian trixie emacs-nox emacs-nox & jobs+=($!)
make_once "playwright-$playwright_version-axe-$axe_version" playwright playwright & jobs+=($!)
make_once "code-server-$code_server_version-with-logs" code-server code_server & jobs+=($!)
extension & jobs+=($!)
failed=0
for job in "${jobs[@]}"; do wait "$job" || failed=1; done
exit $failed
