"""What `make try` shows: programs that verify, with times, and one that is wrong, with what would mend it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FRAME = [sys.executable, "-m", "frame_ls"]


def main() -> int:
    """Runs Frame over the examples. The status is 0 when what should verify does and what should fail does."""
    right = sorted(path for path in HERE.rglob("*.*") if path.suffix in (".c", ".frame", ".smt2"))
    right.remove(HERE / "wrong.c")
    run = frame("--format", "json", *(str(path.relative_to(HERE)) for path in right))
    results = json.loads(run.stdout)["results"]
    for result in results:
        print(line_of(result))
    verified = sum(result["status"] == "verified" for result in results)
    print(f"\n{verified} of {len(results)} verified. And one that is wrong on purpose:\n")
    wrong = frame("wrong.c")
    print(wrong.stdout)
    print(f"Try it yourself: {Path(sys.executable).parent / 'frame'} check FILE.c, or `frame --help`.")
    return 0 if run.returncode < 2 and wrong.returncode == 1 else 1


def frame(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `frame check` in the folder of the examples, without the cache, so that the times are true."""
    return subprocess.run(
        [*FRAME, "check", "--no-cache", *arguments], cwd=HERE, capture_output=True, text=True, check=False
    )


def line_of(result: dict[str, object]) -> str:
    """One unit: what it is, where, and what came of it in how many milliseconds."""
    mark = "ok" if result["status"] == "verified" else "--"
    answer = f" {result['answer']}" if result["answer"] else ""
    milliseconds = 1000 * float(str(result["seconds"]))
    place = f"{result['file']}:{result['line']}"
    return f"  {mark}  {name_of(result):<44} {place:<26} {result['status']}{answer}, {milliseconds:.0f} ms"


def name_of(result: dict[str, object]) -> str:
    """The unit's name; for the query of a script its text."""
    if result["kind"] != "query" or not str(result["file"]).endswith(".frame"):
        return str(result["unit"])
    text = (HERE / str(result["file"])).read_text(encoding="utf-8").splitlines()[int(str(result["line"])) - 1]
    return text if len(text) <= 44 else text[:41] + "..."


sys.exit(main())
