"""`frame lsp`: the language server, on standard input and output or on a socket."""

from __future__ import annotations

import ipaddress

import click


class _Address(click.ParamType[tuple[str, int]]):
    name = "host:port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            self.fail(f"{value!r} is not HOST:PORT", param, ctx)
        return host.strip("[]"), int(port)


@click.command()
@click.option("--stdio", is_flag=True, help="Standard input and output (the default).")
@click.option("--tcp", type=_Address(), help="Listen on a TCP socket.")
@click.option("--ws", type=_Address(), help="Listen for WebSockets.")
@click.option("--allow-remote", is_flag=True, help="Listen on addresses that other machines can reach.")
@click.option("--clientProcessId", "client_process", type=int, hidden=True)
@click.pass_context
def lsp(
    context: click.Context,
    /,
    stdio: bool,
    tcp: tuple[str, int] | None,
    ws: tuple[str, int] | None,
    allow_remote: bool,
    client_process: int | None,  # noqa: ARG001 - some clients add it; the server watches what `initialize` says
) -> None:
    """Runs the language server; editors start it."""
    if sum((stdio, tcp is not None, ws is not None)) > 1:
        raise click.UsageError("--stdio, --tcp and --ws exclude each other")
    address = tcp or ws
    if address is not None and not allow_remote and not is_loopback(address[0]):
        raise click.UsageError(f"{address[0]} is not this machine alone; say --allow-remote to listen there")
    from frame_ls.server import main as server

    if tcp is not None:
        status = server.serve_tcp(*tcp)
    elif ws is not None:
        status = server.serve_ws(*ws)
    else:
        status = server.serve_stdio()
    context.exit(status)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
