"""Options and where they come from: the command line wins, then the file's first line, then the nearest settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from frame_ls.workspace.options import Options, define_of, options_of_text, target_named
from frame_ls.workspace.settings import SettingsFinder, settings_of


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    write(tmp_path / "frame.toml", 'target = "LP64"\ntimeout = 3\ninclude = ["inc"]\ndefine = ["A", "B=2"]\n')
    write(tmp_path / "deep" / "pyproject.toml", "[tool.frame]\nleak-check = false\n")
    write(tmp_path / "other" / "pyproject.toml", "[tool.ruff]\n")
    finder = SettingsFinder()
    top = finder.options(str(tmp_path / "a.c"), Options())
    assert (top.target, top.timeout, top.defines) == ("lp64", 3.0, (("A", "1"), ("B", "2")))
    assert top.include_dirs == (str(tmp_path / "inc"),)
    assert not finder.options(str(tmp_path / "deep" / "a.c"), Options()).leak_check
    assert finder.options(str(tmp_path / "deep" / "a.c"), Options()).target is None
    assert finder.options(str(tmp_path / "other" / "a.c"), Options()).target == "lp64"


def test_the_command_line_wins(tmp_path: Path) -> None:
    write(tmp_path / "frame.toml", 'target = "lp64"\ninclude = ["inc"]\ndefine = ["A=1"]\n')
    given = Options(target="ilp32", include_dirs=("mine",), defines=(("A", "2"),), explicit=frozenset({"target"}))
    found = SettingsFinder().options(str(tmp_path / "a.c"), given)
    assert found.target == "ilp32"
    assert found.include_dirs == ("mine", str(tmp_path / "inc"))
    assert dict(found.defines)["A"] == "2"


BAD_SETTINGS = [
    ("timeout = 0\n", "`timeout` wants a number of seconds above 0"),
    ("timeout = true\n", "`timeout` wants a number of seconds above 0"),
    ("jobs = 0\n", "`jobs` wants a whole number above 0"),
    ('target = "pdp11"\n', "`target` wants one of lp64"),
    ('overflow-check = "no"\n', "`overflow-check` wants true or false"),
    ("include = 3\n", "`include` wants a list of folders"),
    ('define = ["1x"]\n', '`define` wants a list of "NAME"'),
    ("typo = 1\n", "unknown setting `typo`"),
    ("= 1\n", "Invalid"),
]


@pytest.mark.parametrize(("text", "problem"), BAD_SETTINGS)
def test_bad_settings_are_named(tmp_path: Path, text: str, problem: str) -> None:
    (message,) = settings_of(write(tmp_path / "frame.toml", text)).problems
    assert problem in message
    assert "frame.toml" in message


FIRST_LINES = [
    ("// verifast_options{disable_overflow_check fwrapv}\n", {"overflow_check": False, "wrap_signed": True}),
    ("// verifast_options{target:ILP32 prover:z3v4.5}\r\n", {"target": "ilp32"}),
    ("//verifast_options{allow_dead_code}", {"allow_dead_code": True}),
    ("\n// verifast_options{fwrapv}\n", {}),
    ("int x; // verifast_options{fwrapv}\n", {}),
]


@pytest.mark.parametrize(("text", "changes"), FIRST_LINES)
def test_options_on_the_first_line(text: str, changes: dict[str, object]) -> None:
    found = options_of_text(text, Options())
    assert {name: getattr(found, name) for name in changes} == changes
    if not changes:
        assert found == Options()


def test_the_command_line_wins_over_the_first_line() -> None:
    given = Options(overflow_check=True, explicit=frozenset({"overflow_check"}))
    assert options_of_text("// verifast_options{disable_overflow_check}", given).overflow_check


@pytest.mark.parametrize(
    ("text", "expected"), [("A", ("A", "1")), ("A=", ("A", "")), ("A=b=c", ("A", "b=c")), ("1A", None), ("", None)]
)
def test_macros(text: str, expected: tuple[str, str] | None) -> None:
    assert define_of(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("LP64", "lp64"), ("32bit", "ilp32"), ("Win64", "llp64"), ("vax", None)]
)
def test_targets(name: str, expected: str | None) -> None:
    assert target_named(name) == expected
