#!/usr/bin/env bash
# Unpacks one program and all its libraries from a Debian suite into a folder of its own: no root, and the system's
# packages stay as they are.
#
#   fetch-deb.sh SUITE PROGRAM FOLDER PACKAGE...      leaves FOLDER/root and FOLDER/bin/PROGRAM
#
# The mirror is the one that this machine's apt is set up with.
set -euo pipefail
suite=$1 program=$2 folder=$3; shift 3

mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | sort -u | head -1)
[ -n "$mirror" ] || { echo "missing: a Debian mirror in apt's configuration"; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { echo "missing: $keyring (Debian's package debian-archive-keyring)"; exit 1; }

# unpack SUITE TARGET PACKAGE...: an apt state of its own, with nothing installed, so that the closure goes down to libc.
unpack() {
    local suite=$1 target=$2 state; shift 2
    state=$(mktemp -d)
    mkdir -p "$target" "$state/lists/partial" "$state/cache/archives/partial" "$state/parts"
    : > "$state/status"
    echo "deb [signed-by=$keyring] ${mirror%/} $suite main" > "$state/sources.list"
    local apt=(apt-get -qq
        -o "Dir::Etc::SourceList=$state/sources.list" -o "Dir::Etc::SourceParts=$state/parts"
        -o "Dir::State=$state" -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status"
        -o "Dir::Cache=$state/cache" -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1
        -o Acquire::Languages=none)
    "${apt[@]}" update
    "${apt[@]}" -y --no-install-recommends --download-only install "$@"
    local deb
    for deb in "$state"/cache/archives/*.deb; do dpkg -x "$deb" "$target"; done
    rm -rf "$state"
}

# first PATTERN...: the first file that exists. The loader is looked for under usr/ first: /lib64 may be an absolute
# link into the real root.
first() { local f; for f in "$@"; do if [ -e "$f" ]; then readlink -f "$f"; return; fi; done; return 1; }

root=$folder/root arch=$(uname -m)-linux-gnu
unpack "$suite" "$root" "$@"
patchelf=$(command -v patchelf) || { unpack bookworm "$folder/patchelf" patchelf; patchelf=$folder/patchelf/usr/bin/patchelf; }

# The program gets the loader and the libraries of its own suite written into it. Starting it through `ld.so` would do
# for `--headless`, but Neovim starts its terminal part as a child of /proc/self/exe, which would then be ld.so.
# An rpath, unlike LD_LIBRARY_PATH, is not inherited by the language server that the editor starts.
loader=$(first "$root"/usr/lib/$arch/ld-linux-*.so.? "$root"/lib/$arch/ld-linux-*.so.? "$root"/usr/lib64/ld-linux-*.so.?)
executable=$(first "$root/usr/bin/$program" "$root/usr/libexec/$program")
"$patchelf" --set-interpreter "$loader" --force-rpath --set-rpath "$root/usr/lib/$arch:$root/lib/$arch" "$executable"
rm -rf "$folder/patchelf"

# Where the program finds its own files, since they are not under /usr.
mkdir -p "$folder/bin"
{
    echo '#!/bin/sh'
    share=$root/usr/share arguments=
    case $program in
        nvim) echo ": \"\${VIMRUNTIME:=$share/nvim/runtime}\"; export VIMRUNTIME" ;;
        vim*) echo "export VIMRUNTIME=$(first "$share"/vim/vim[0-9]*)" ;;
        emacs*)
            version=$(cd "$share/emacs" && echo [0-9]*)
            echo "export EMACSLOADPATH=$(find "$share/emacs/$version/lisp" -type d | paste -sd :)"
            echo "export EMACSDATA=$share/emacs/$version/etc EMACSDOC=$share/emacs/$version/etc"
            echo "export EMACSPATH=$(first "$root/usr/libexec/emacs/$version"/*)"
            arguments="--dump-file=$(find "$root" -name '*.pdmp' | head -1)" ;;
    esac
    echo "exec $executable $arguments \"\$@\""
} > "$folder/bin/$program"
chmod +x "$folder/bin/$program"
"$folder/bin/$program" --version
