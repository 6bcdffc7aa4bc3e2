"""The documentation builds without a warning, from what the machine has: no network is asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from frame_ls.source.catalogue import CATALOGUE
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder]
    proxy = "http://127.0.0.1:9"  # nobody listens there: what wants the network fails
    environment = {**os.environ, "http_proxy": proxy, "https_proxy": proxy, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return folder


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    foreign = re.compile(r"""<(?:script|link|img)[^>]+(?:src|href)=["']?https?://(?!127\.0\.0\.1)""")
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    assert not [str(page.relative_to(site)) for page in pages if foreign.search(page.read_text(encoding="utf-8"))]


def test_pictures_are_drawn(site: Path) -> None:
    text = (site / "tutorial" / "loops.html").read_text(encoding="utf-8")
    assert "data:image/svg+xml;base64," in text
    assert "```" not in text


def test_every_code_has_its_place(site: Path) -> None:
    text = (site / "reference" / "findings.html").read_text(encoding="utf-8")
    assert not [code for code in CATALOGUE if f'id="{code}"' not in text]
