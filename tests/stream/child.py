# SPDX-License-Identifier: Apache-2.0
"""A run of its own, in a process of its own: URL RUN FINDINGS END STATE_DIR JSONL.

END: "hang" says "ready" once everything is taken, and waits to be killed; "step" says "ready", publishes one
finding for each line on its standard input, and then finishes.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import sample

from fpbox.stream import open_stream


async def main() -> None:
    url, run, findings, end, state_dir, jsonl = sys.argv[1:]
    async with open_stream(url, Path(jsonl), run, Path(state_dir), worker="child") as stream:
        stream.run_started(sample.report(run=run).run)
        for number in range(int(findings)):
            stream.finding(sample.finding(number))
        if end == "hang":
            await stream.drain(60)
            sys.stdout.write("ready\n")
            await asyncio.sleep(3600)
        if end == "step":
            sys.stdout.write("ready\n")
            number = int(findings)
            while await asyncio.to_thread(sys.stdin.readline):
                stream.finding(sample.finding(number))
                number += 1
        stream.run_finished(sample.report(run=run))
        stream.verdict(sample.report(run=run))
        sys.stdout.write(f"left {await stream.drain(60)} trouble {stream.trouble}\n")


asyncio.run(main())
