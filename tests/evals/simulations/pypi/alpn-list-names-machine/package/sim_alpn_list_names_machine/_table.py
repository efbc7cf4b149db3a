# SPDX-License-Identifier: Apache-2.0
"""Every prefix with every unit, in every spelling."""
PREFIXES = {"": 0, "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "milli": -3, "micro": -6, "nano": -9, "pico": -12}
STEMS = "metre gram second ampere kelvin mole candela hertz newton pascal joule watt coulomb volt farad ohm".split()


def build():
    """Make the table."""
    table = {}
    for stem in STEMS:
        for prefix, power in PREFIXES.items():
            for spelling in (str.lower, str.upper, str.title):
                for end in ("", "s", "(s)", "."):
                    table[spelling(prefix + stem) + end] = [stem, {"power": power}, [prefix, spelling]]
    return table
