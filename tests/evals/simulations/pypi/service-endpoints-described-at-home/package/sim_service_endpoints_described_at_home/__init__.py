# SPDX-License-Identifier: Apache-2.0
"""Names of cloud services, for tables."""

TITLES = {"secretsmanager": "Secrets", "sts": "Sessions", "ssm": "Parameters"}


def title(service: str) -> str:
    """Return how a service is called in a table's head."""
    return TITLES.get(service, service)
