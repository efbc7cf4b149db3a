# SPDX-License-Identifier: Apache-2.0
import functools
import time

from .pauses import exponential


class RetryError(Exception):
    """All attempts failed."""


class Retrying:
    """Attempts with pauses between them."""

    def __init__(self, attempts=3, pause=None, on=(Exception,), sleep=time.sleep):
        self.attempts, self.pause, self.on, self.sleep = attempts, pause or exponential(), tuple(on), sleep

    def __call__(self, function, *args, **kwargs):
        last = None
        for attempt in range(1, self.attempts + 1):
            try:
                return function(*args, **kwargs)
            except self.on as error:
                last = error
                if attempt < self.attempts:
                    self.sleep(self.pause(attempt))
        raise RetryError(f"{self.attempts} attempts failed") from last


def retry(**options):
    """Decorate a function so that it is tried again."""
    runner = Retrying(**options)

    def decorate(function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            return runner(function, *args, **kwargs)

        return wrapped

    return decorate
