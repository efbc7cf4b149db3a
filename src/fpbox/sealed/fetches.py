# SPDX-License-Identifier: Apache-2.0
"""Whether a package of a sealed run did no more than fetch files, from where nobody learns who fetches.

The gateway saw all that was sent. A plain question for a file at a release server tells its publisher
nothing, so that what the package had learnt before cannot have left with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fpbox.model import Connection, Sent
from fpbox.recipes.glob import Globs
from fpbox.sealed.items import is_for
from fpbox.sealed.questions import is_question

_MAX_FILES = 4


def only_fetched(
    sent: Iterable[Sent], connections: Iterable[Connection], names: Mapping[str, str], releases: Globs
) -> bool:
    """Tell whether everything a package sent was a question for a file at one of the release servers.

    Args:
        sent: all that it sent; what was left out is the caller's to look at.
        connections: where it tried to go, with the hosts' true names.
        names: of the addresses that the gateway invented.
        releases: names of hosts where whoever publishes does not see who asks.
    """
    return all(_is_fetch(one, names, releases) for one in sent) and all(
        one.allowed or bool(releases.match(one.host)) for one in connections
    )


def only_spoke_plainly(sent: Iterable[Sent], connections: Iterable[Connection]) -> bool:
    """Tell whether all that a package sent were a few plain questions for files, or plain reports of usage.

    Whoever answers learns that somebody asked, and no more than that.
    """
    sent = tuple(sent)
    hosts = {one.host for one in sent}
    return (
        all(one.plain for one in sent)
        and len({(one.host, one.target) for one in sent}) <= _MAX_FILES
        and all(one.allowed or one.host in hosts for one in connections)
    )


def _is_fetch(sent: Sent, names: Mapping[str, str], releases: Globs) -> bool:
    """Hold one request against what a fetch is."""
    return is_question(sent) and sent.target.startswith("/") and is_for(sent, releases, names)
