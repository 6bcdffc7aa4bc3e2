"""A real VS Code, served to a browser: started with an empty profile and our extension, and ended for good."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = """{
  "workbench.startupEditor": "none", "workbench.tips.enabled": false, "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false, "extensions.autoCheckUpdates": false, "update.mode": "none", "git.enabled": false,
  "files.autoSave": "off", "workbench.colorTheme": "Default Light Modern",
  "workbench.enableExperiments": false, "chat.commandCenter.enabled": false
}
"""


@contextmanager
def serving(tools: Path, vsix: Path, profile: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address of a VS Code that runs while the context lasts."""
    program = tools / "code-server" / "code-server"
    (profile / "extensions").mkdir(parents=True)
    (profile / "user" / "User").mkdir(parents=True)
    (profile / "user" / "User" / "settings.json").write_text(SETTINGS, encoding="utf-8")
    folders = ["--user-data-dir", profile / "user", "--extensions-dir", profile / "extensions"]
    folders += ["--config", profile / "none.yaml"]
    log = (profile / "server.log").open("wb")
    installing = [program, *folders, "--install-extension", vsix, "--force"]
    subprocess.run(installing, env=environment, stdout=log, stderr=log, check=True, timeout=120)
    port = free_port()
    options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check"]
    options += ["--disable-getting-started-override"]
    server = subprocess.Popen(
        [program, *folders, *options], env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        end_group(server)
        log.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"code-server does not answer at {url}")


def end_group(server: subprocess.Popen[bytes]) -> None:
    """Ends the server with all that it started; it is the leader of a group of its own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
        except ProcessLookupError:
            return
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue


def extension_log(profile: Path) -> str:
    """What the extension and the host that runs it wrote, for the report of a failure."""
    logs = sorted((profile / "user" / "logs").rglob("*.log"))
    wanted = [log for log in logs if "frame" in log.name.lower() or log.name == "remoteexthost.log"]
    return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2500:]}" for log in wanted)
