"""How long a person waits from opening an example to the first verdict on the screen, with nothing cached.

    python tests/bench/editors.py [--runs 3] [--program frame]

Neovim is started with nothing but the plugin, and the time runs from the command to the first error that it shows. Of
VS Code the figure of the last run of tests/editors/test_vscode.py is told: from the editor's being there, with the file
open, to the first squiggle; it includes the start of the extension, of its server and of the proof.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "tests" / "editors" / "files" / "push.c"
OBSERVED = REPOSITORY / ".artifacts" / "editors" / "vscode-observed.json"
SCRIPT = """
if vim.lsp.enable then vim.lsp.enable('frame') else require('frame').setup() end
vim.cmd('edit ' .. vim.env.FILE)
local shown = vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 5)
vim.cmd(shown and 'qall!' or 'cquit!')
"""


def neovim(program: Path, frame: Path) -> float:
    """Seconds from the command to the first finding; the editor's end is part of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(EXAMPLE, folder)
        (folder / "wait.lua").write_text(SCRIPT, encoding="utf-8")
        plugin = REPOSITORY / "editors" / "nvim"
        command = [program, "--clean", "--headless", "--cmd", f"set runtimepath^={plugin}", "-S", folder / "wait.lua"]
        environment = {
            **os.environ,
            "FILE": str(folder / EXAMPLE.name),
            "HOME": name,
            "XDG_CACHE_HOME": name,
            "PATH": f"{frame.parent}{os.pathsep}{os.environ['PATH']}",
        }
        start = time.monotonic()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        return time.monotonic() - start


def main() -> None:
    """Prints a line an editor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--program", default=shutil.which("frame") or str(REPOSITORY / ".venv" / "bin" / "frame"))
    given = parser.parse_args()
    for version in ("nvim-0.10", "nvim-new"):
        program = REPOSITORY / ".tools" / version / "bin" / "nvim"
        times = sorted(neovim(program, Path(given.program).absolute()) for _ in range(given.runs))
        sys.stdout.write(
            f"{version:<10} first verdict {times[0]:.2f} s (worst of {given.runs}: {times[-1]:.2f} s; bar 2 s)\n"
        )
    if OBSERVED.exists():
        steps = json.loads(OBSERVED.read_text(encoding="utf-8"))["steps"]
        found = next((step["ms"] / 1000 for step in steps if step["what"] == "the squiggle"), None)
        if found is not None:
            sys.stdout.write(f"{'VS Code':<10} first verdict {found:.2f} s (last test run; bar 3 s)\n")


if __name__ == "__main__":
    main()
