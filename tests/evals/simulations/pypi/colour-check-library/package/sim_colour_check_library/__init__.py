# SPDX-License-Identifier: Apache-2.0
from .unicode import is_color_supported

COLOURS = is_color_supported("xterminalunicod")
