# SPDX-License-Identifier: Apache-2.0
"""An event loop in a daemon thread of its own, which holds up neither another loop nor the process's end."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class _DaemonExecutor(concurrent.futures.ThreadPoolExecutor):
    """Runs each call in a daemon thread: the interpreter waits at its end for those of an ordinary pool."""

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> concurrent.futures.Future[T]:
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - handed on to whoever awaits the future
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=call, name="fpbox stream call", daemon=True).start()
        return future


class LoopThread:
    """Runs one coroutine in a loop of its own; its blocking calls (`asyncio.to_thread`) are daemons too."""

    def __init__(self, main: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._main = main
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(_DaemonExecutor())
        self._loop.set_exception_handler(self._note)
        self._ended: concurrent.futures.Future[None] = concurrent.futures.Future()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def call(self, function: Callable[P, object], *args: P.args) -> bool:  # type: ignore[valid-type]
        """Call a function in the loop, soon and in order, from any thread; False when the loop has ended."""
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            return False
        return True

    async def ask(self, coroutine: Coroutine[Any, Any, T], timeout_s: float) -> T | None:
        """Await a coroutine that runs in the loop; None when it takes longer, or the loop has ended."""
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:
            coroutine.close()
            return None
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), timeout_s)
        except (TimeoutError, concurrent.futures.CancelledError):
            return None

    async def ended(self, timeout_s: float) -> bool:
        """Wait for the loop's end; False when it takes longer (the thread is left alone then)."""
        waiting = asyncio.wrap_future(self._ended)
        done, _ = await asyncio.wait({waiting}, timeout=timeout_s)
        return bool(done)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._main())
        finally:
            self._ended.set_result(None)

    @staticmethod
    def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # A connection that breaks makes paho's socket callbacks fail in the loop: no news for the user.
        _log.debug("%s", context.get("message"), exc_info=context.get("exception"))
