# SPDX-License-Identifier: Apache-2.0
"""The gateway of a sealed network: it owns the namespace, routes the registry, and takes in all the rest."""
