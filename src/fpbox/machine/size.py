# SPDX-License-Identifier: Apache-2.0
"""How large a machine looks, for those who take a small one, or one just started, for a sandbox's.

The formats of /proc are those of proc(5).
"""

from __future__ import annotations

from dataclasses import dataclass

_HOUR_S = 3_600
_DAY_S = 24 * _HOUR_S
_TICKS = 100
_KB_IN_GIB = 1 << 20
_CPUS = "/sys/devices/system/cpu"
_IN_USE = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How large a machine looks.

    Attributes:
        name: by which it is asked for.
        processors: how many it has. memory_kb: how much memory, in KiB.
        uptime_s: for how long it has been up when the run begins, in seconds; it stays so.
    """

    name: str
    processors: int
    memory_kb: int
    uptime_s: int

    def files(self, now_s: int) -> dict[str, str]:
        """Return what the kernel's files say of it, by path.

        Args:
            now_s: when the run begins, by the machine's clock, in seconds since 1970.
        """
        all_of_them = f"0-{self.processors - 1}\n" if self.processors > 1 else "0\n"
        return {
            "/proc/meminfo": self._memory(),
            "/proc/stat": self._times(now_s),
            "/proc/uptime": f"{self.uptime_s}.{self.uptime_s % _TICKS:02} {self._idle()}.00\n",
            **{f"{_CPUS}/{name}": all_of_them for name in ("online", "possible", "present")},
        }

    def note(self) -> str:
        """Say in a report that this was shown."""
        return (
            f"the machine looked {self.name}: {self.processors} processor{'s' * (self.processors > 1)}, "
            f"{self.memory_kb / _KB_IN_GIB:g} GiB of memory, up for {self.uptime_s / _HOUR_S:.0f} h"
        )

    def _idle(self) -> int:
        """Return for how long its processors had nothing to do, in seconds."""
        return self.processors * self.uptime_s * 19 // 20

    def _memory(self) -> str:
        total = self.memory_kb
        free, cached = total // 2, total // 6
        values = {
            "MemTotal": total,
            "MemFree": free,
            "MemAvailable": total - total // _IN_USE,
            "Buffers": total // 64,
            "Cached": cached,
            "SwapCached": 0,
            "Active": total // 5,
            "Inactive": total // 8,
            "SwapTotal": 0,
            "SwapFree": 0,
            "Dirty": 284,
            "Writeback": 0,
            "AnonPages": total // 7,
            "Mapped": total // 32,
            "Shmem": total // 64,
            "Slab": total // 48,
            "CommitLimit": total // 2,
            "Committed_AS": total // 4,
        }
        return "".join(f"{name + ':':<16}{value:>8} kB\n" for name, value in values.items())

    def _times(self, now_s: int) -> str:
        """Write what each processor did, in hundredths of a second since the start."""
        busy, idle = self.uptime_s * _TICKS // 20, self.uptime_s * _TICKS * 19 // 20
        each = (busy * 3 // 4, 0, busy // 4, idle, 0, 0, 0, 0, 0, 0)
        lines = [f"cpu  {' '.join(str(value * self.processors) for value in each)}"]
        lines += [f"cpu{number} {' '.join(map(str, each))}" for number in range(self.processors)]
        started = now_s - self.uptime_s
        rest = f"ctxt {self.uptime_s * 1807}\nbtime {started}\nprocesses {self.uptime_s}\n"
        return "\n".join(lines) + f"\n{rest}procs_running 2\nprocs_blocked 0\n"


SIZES = {
    size.name: size
    for size in (
        Size("large", processors=64, memory_kb=256 * _KB_IN_GIB, uptime_s=41 * _DAY_S + 7 * _HOUR_S + 1_268),
        Size("small", processors=1, memory_kb=_KB_IN_GIB, uptime_s=187),
    )
}
"""By name: a server of a company's, and a sandbox that was started for one sample."""
