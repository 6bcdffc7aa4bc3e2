"""Bad input: each gets a finding or one line, the right exit status, in time, and takes no other input along."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.conftest import RunFrame

GOOD = """\
int zero(void)
//@ requires true;
//@ ensures result == 0;
{
  return 0;
}
"""

UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing.c": (None, "does not exist"),
    "notes.txt": (b"hello", "has an unknown type"),
    "binary.c": (b"\x7fELF\x00\x00\x01", "is a binary file"),
    "latin1.c": ("// caf\u00e9\nint x;\n".encode("latin-1"), "is not UTF-8: byte 0xe9 on line 1"),
    "torn16.c": (b"\xff\xfei\x00n\x00t", "is not UTF-16"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_one_line_and_status_2(tmp_path: Path, run_frame: RunFrame, name: str) -> None:
    data, reason = UNREADABLE[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.c").write_text(GOOD)
    run = run_frame("check", "--format", "json", name, "good.c")
    assert run.returncode == 2
    assert run.stderr == f"frame: {name} {reason}" + run.stderr[len(f"frame: {name} {reason}") :]
    assert run.stderr.count("\n") == 1
    bad, good = json.loads(run.stdout)["results"]
    assert (bad["file"], bad["kind"], bad["status"]) == (name, "file", "error")
    assert bad["diagnostics"][0]["code"] == "unreadable"
    assert (good["unit"], good["status"]) == ("zero", "verified")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_text_with_a_byte_order_mark_is_text(tmp_path: Path, run_frame: RunFrame, encoding: str) -> None:
    (tmp_path / "good.c").write_text(GOOD, encoding=encoding)
    run = run_frame("check", "good.c")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_folder_means_its_files(tmp_path: Path, run_frame: RunFrame) -> None:
    for name in ("src/b.c", "src/a.c", "src/.hidden/c.c", "src/node_modules/d.c", "src/readme.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    (tmp_path / "src" / "loop").symlink_to(tmp_path / "src")
    run = run_frame("check", "--format", "json", "src", "src/a.c")
    assert run.returncode == 0
    assert [result["file"] for result in json.loads(run.stdout)["results"]] == ["src/a.c", "src/b.c"]


def test_an_empty_folder_is_no_success(tmp_path: Path, run_frame: RunFrame) -> None:
    (tmp_path / "empty").mkdir()
    run = run_frame("check", "empty")
    assert run.returncode == 2
    assert "holds no file" in run.stderr


def test_no_device_is_read(run_frame: RunFrame, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.c")
    run = run_frame("check", "pipe.c", "/dev/zero")
    assert run.returncode == 2
    assert run.stderr.count("is not a regular file") == 2


COMMAND_LINES = {
    "no path": (["check"], "PATH"),
    "unknown option": (["check", "--frobnicate", "a.c"], "frobnicate"),
    "unknown format": (["check", "--format", "xml", "a.c"], "xml"),
    "no time": (["check", "--timeout", "0", "a.c"], "above 0"),
    "negative time": (["check", "--timeout=-1", "a.c"], "above 0"),
    "no number": (["check", "--timeout", "nan", "a.c"], "above 0"),
    "no jobs": (["check", "--jobs", "0", "a.c"], "jobs"),
    "bad macro": (["check", "-D", "1x", "a.c"], "NAME"),
    "two meanings": (["check", "-D", "A=1", "-D", "A=2", "a.c"], "given twice"),
    "unknown target": (["check", "--target", "pdp11", "a.c"], "pdp11"),
    "output over input": (["check", "-o", "a.c", "a.c"], "overwrite"),
    "output nowhere": (["check", "-o", "no/such/folder", "a.c"], "cannot be written"),
    "unknown unit": (["check", "--select", "nothing", "a.c"], "no such unit"),
    "unknown command": (["verify", "a.c"], "verify"),
    "unknown code": (["explain", "leek"], "did you mean `leak`"),
    "two transports": (["lsp", "--stdio", "--tcp", "127.0.0.1:0"], "exclude each other"),
    "remote": (["lsp", "--tcp", "0.0.0.0:0"], "--allow-remote"),
}


@pytest.mark.parametrize("case", COMMAND_LINES)
def test_a_wrong_command_line_is_status_2(tmp_path: Path, run_frame: RunFrame, case: str) -> None:
    arguments, word = COMMAND_LINES[case]
    (tmp_path / "a.c").write_text(GOOD)
    run = run_frame(*arguments)
    assert run.returncode == 2
    assert word in run.stderr
    assert "Traceback" not in run.stderr
    assert (tmp_path / "a.c").read_text() == GOOD


def test_a_broken_settings_file_is_status_2(tmp_path: Path, run_frame: RunFrame) -> None:
    (tmp_path / "frame.toml").write_text("tme-out = 3\n")
    (tmp_path / "a.c").write_text(GOOD)
    run = run_frame("check", "a.c")
    assert run.returncode == 2
    assert "unknown setting `tme-out`" in run.stderr


BOMB = "#define A0 x x x x x x x x\n" + "".join(
    f"#define A{n} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1}\n" for n in range(1, 20)
)

# A text, and the codes of which one must be reported for it.
BAD_TEXTS: dict[str, tuple[str, set[str]]] = {
    "unclosed annotation": ("/*@ predicate p() = true;\n", {"unclosed-annotation"}),
    "unclosed comment": ("/* nothing follows\n", {"unclosed-annotation", "syntax", "preprocessor"}),
    "missing header": ('#include "nowhere.h"\n', {"missing-header"}),
    "itself": ('#include "bad.c"\n', {"preprocessor", "missing-header"}),
    "macro bomb": (BOMB + "int A19;\n", {"preprocessor", "syntax", "timeout"}),
    "unclosed conditional": ("#if 1\nint x;\n", {"preprocessor"}),
    "deep nesting": (
        "int f(int x)\n//@ requires true;\n//@ ensures true;\n{ return " + "(" * 5000 + "x" + ")" * 5000 + "; }\n",
        {"syntax", "too-deep", "unsupported"},
    ),
    "garbage": ("}}}} ))) @*/ ??? \x01 \u202e\n", {"syntax"}),
    "unclosed string": ('char *s = "no end\n;\n', {"syntax", "preprocessor"}),
}


@pytest.mark.parametrize("case", BAD_TEXTS)
def test_a_bad_text_is_a_finding_and_the_rest_is_checked(tmp_path: Path, run_frame: RunFrame, case: str) -> None:
    text, codes = BAD_TEXTS[case]
    (tmp_path / "bad.c").write_text(GOOD.replace("zero", "before") + text, encoding="utf-8")
    (tmp_path / "good.c").write_text(GOOD)
    begin = time.perf_counter()
    run = run_frame("check", "--format", "json", "--timeout", "5", "bad.c", "good.c")
    assert time.perf_counter() - begin < 60
    assert run.returncode == 1, run.stderr
    results = json.loads(run.stdout)["results"]
    assert codes & {found["code"] for result in results for found in result["diagnostics"]}, results
    assert ("good.c", "zero", "verified") in {(r["file"], r["unit"], r["status"]) for r in results}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("int x; /*" + "a" * 1_000_000 + "*/ int y;\n", id="comment"),
        pytest.param("int y[] = {" + "1," * 330_000 + "1};\n", id="initialiser"),
        pytest.param("x" * 1_000_000 + "\n", id="name"),
    ],
)
def test_a_line_of_a_megabyte(tmp_path: Path, run_frame: RunFrame, text: str) -> None:
    (tmp_path / "long.c").write_text(GOOD + text)
    begin = time.perf_counter()
    run = run_frame("check", "long.c")
    assert time.perf_counter() - begin < 90
    assert run.returncode in (0, 1), run.stderr[-2000:]
    assert max(map(len, run.stdout.splitlines())) < 2000


def test_recursion_without_end_ends(tmp_path: Path, run_frame: RunFrame) -> None:
    (tmp_path / "loop.c").write_text(
        "/*@ lemma void f(int x) requires true; ensures false; { f(x); } @*/\n"
        "/*@ predicate p(int x) = p(x); @*/\n"
        "void g(int x)\n//@ requires p(x);\n//@ ensures p(x + 1);\n{\n}\n"
    )
    begin = time.perf_counter()
    run = run_frame("check", "--format", "json", "--timeout", "5", "loop.c")
    assert time.perf_counter() - begin < 60
    assert run.returncode == 1, run.stderr
    verified = {r["unit"] for r in json.loads(run.stdout)["results"] if r["status"] == "verified"}
    assert not {"f", "g"} & verified


def test_an_empty_file_is_read(tmp_path: Path, run_frame: RunFrame) -> None:
    for name in ("a.c", "b.frame", "c.smt2", "d.h"):
        (tmp_path / name).write_text("")
    run = run_frame("check", "--format", "json", ".")
    assert run.returncode == 0, run.stdout
    assert [(r["kind"], r["status"]) for r in json.loads(run.stdout)["results"]] == [("file", "verified")] * 4
