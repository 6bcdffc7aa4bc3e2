"""Registering features so that a bug in one of them is logged and answered with "nothing", never shown as a crash."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from pygls.exceptions import JsonRpcException

from frame_ls.server.language_server import FrameServer

logger = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])


def feature(server: FrameServer, method: str, options: Any = None) -> Callable[[F], F]:
    """Registers a handler `handler(params)`, or an async one, for a method of the protocol."""

    def register(handler: F) -> F:
        server.feature(method, options)(_guarded(method, handler))
        return handler

    return register


def command(server: FrameServer, name: str) -> Callable[[F], F]:
    """Registers `handler(arguments)` for a command; it gets the list of arguments as the client sent it."""

    def register(handler: F) -> F:
        guarded = _guarded(name, handler)
        if inspect.iscoroutinefunction(handler):

            async def call_async(*arguments: Any) -> Any:
                return await guarded(list(arguments))

            server.command(name)(call_async)
        else:

            def call(*arguments: Any) -> Any:
                return guarded(list(arguments))

            server.command(name)(call)
        return handler

    return register


def _guarded(name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(handler):

        @functools.wraps(handler)
        async def guarded_async(*arguments: Any) -> Any:
            try:
                return await handler(*arguments)
            except JsonRpcException:
                raise
            except Exception:
                logger.exception("%s broke", name)
                return None

        return guarded_async

    @functools.wraps(handler)
    def guarded(*arguments: Any) -> Any:
        try:
            return handler(*arguments)
        except JsonRpcException:
            raise
        except Exception:
            logger.exception("%s broke", name)
            return None

    return guarded
