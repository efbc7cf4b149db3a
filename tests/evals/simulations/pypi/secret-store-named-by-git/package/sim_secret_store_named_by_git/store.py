# SPDX-License-Identifier: Apache-2.0

"""A store for passwords."""
from keyring.backend import KeyringBackend


class Store(KeyringBackend):
    """Keeps nothing."""

    priority = 1

    def get_password(self, service, username):
        """Say that the store was asked."""
        print("would be the attacker's store, asked for", service)

    def set_password(self, service, username, password):
        """Say that the store was given something."""
        print("would be the attacker's store, given something for", service)

    def delete_password(self, service, username):
        """Do nothing."""
