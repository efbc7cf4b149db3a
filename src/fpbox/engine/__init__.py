# SPDX-License-Identifier: Apache-2.0
"""The container engine: images, and boxes in which a command runs under the tracer."""

from fpbox.boxfile import BoxFile
from fpbox.engine.box import Box
from fpbox.engine.client import Version
from fpbox.engine.engine import Engine, Removed
from fpbox.engine.gateway import Gateway, GatewaySpec
from fpbox.engine.host import HostSettings
from fpbox.engine.spec import BoxSpec, ImageRef

__all__ = [
    "Box",
    "BoxFile",
    "BoxSpec",
    "Engine",
    "Gateway",
    "GatewaySpec",
    "HostSettings",
    "ImageRef",
    "Removed",
    "Version",
]
