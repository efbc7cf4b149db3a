# SPDX-License-Identifier: Apache-2.0
"""Keccak-256, by which Ethereum writes its addresses. It differs from SHA3-256 in one byte of padding."""

from __future__ import annotations

_MASK = (1 << 64) - 1
_RATE = 136
_ROUNDS = 24
_SIDE = range(5)

Lanes = list[list[int]]


def keccak_256(data: bytes) -> bytes:
    """Return the digest of 32 bytes."""
    padded = bytearray(data + bytes(_RATE - len(data) % _RATE))
    padded[len(data)] |= 0x01
    padded[-1] |= 0x80
    lanes: Lanes = [[0] * 5 for _ in _SIDE]
    for start in range(0, len(padded), _RATE):
        for number in range(_RATE // 8):
            word = padded[start + 8 * number : start + 8 * number + 8]
            lanes[number % 5][number // 5] ^= int.from_bytes(word, "little")
        lanes = _permuted(lanes)
    return b"".join(lanes[number][0].to_bytes(8, "little") for number in range(4))


def _permuted(lanes: Lanes) -> Lanes:
    """Apply Keccak-f[1600]; FIPS 202 names the steps theta, rho, pi, chi and iota."""
    register = 1
    for _ in range(_ROUNDS):
        columns = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in _SIDE]
        mixed = [columns[(x + 4) % 5] ^ _turned(columns[(x + 1) % 5], 1) for x in _SIDE]
        lanes = [[lane ^ mixed[x] for lane in lanes[x]] for x in _SIDE]
        lanes = _moved(lanes)
        lanes = [
            [lanes[x][y] ^ (~lanes[(x + 1) % 5][y] & lanes[(x + 2) % 5][y]) for y in _SIDE] for x in _SIDE
        ]
        for bit in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) & 0xFF
            if register & 2:
                lanes[0][0] ^= 1 << ((1 << bit) - 1)
    return lanes


def _moved(lanes: Lanes) -> Lanes:
    """Turn each lane and put it in another's place: rho and pi."""
    moved = [lane[:] for lane in lanes]
    x, y, current = 1, 0, lanes[1][0]
    for step in range(_ROUNDS):
        x, y = y, (2 * x + 3 * y) % 5
        moved[x][y], current = _turned(current, (step + 1) * (step + 2) // 2), lanes[x][y]
    return moved


def _turned(lane: int, places: int) -> int:
    places %= 64
    return (lane << places | lane >> (64 - places)) & _MASK
