# SPDX-License-Identifier: Apache-2.0
"""Which packages a sealed network or an invented machine makes a difference to, by their recordings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fpbox.model import Action, Event

_NETWORK = frozenset({Action.CONNECT, Action.DNS, Action.SEND, Action.REQUEST})
_READS = frozenset({Action.OPEN, Action.LIST})
_LOCAL = re.compile(r"unix:|netlink:|(?:tcp|udp)://(?:127\.|\[::1\])")
_BELONGING = re.compile(r"/home/[^/]+/(?!\.(?:cache|npm|venv)(?:/|$)|survey-|\.?$).")
"""Something in the home directory that is neither a cache nor the project."""
_S = 1_000_000_000


@dataclass(slots=True)
class Touched:
    """What the packages of a run had to do with the network and the home directory: sees its events.

    Attributes:
        network, home: what their processes talked to, and what they opened or listed there.
        lasted_s: how long the run took, in seconds.
    """

    network: set[str] = field(default_factory=set)
    home: set[str] = field(default_factory=set)
    lasted_s: float = 0.0

    def __call__(self, event: Event, _more: int) -> None:
        """See an event."""
        self.lasted_s = max(self.lasted_s, event.first_ns / _S)
        if not event.scope.package.ecosystem:
            return
        if event.action in _NETWORK and not _LOCAL.match(event.object):
            self.network.add(event.object)
        elif event.action in _READS and _BELONGING.match(event.object):
            self.home.add(event.object)

    def __bool__(self) -> bool:
        """Tell whether they may do something else on the sealed network of an invented machine."""
        return bool(self.network or self.home)
