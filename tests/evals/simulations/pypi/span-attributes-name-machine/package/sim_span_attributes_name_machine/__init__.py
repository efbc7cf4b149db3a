# SPDX-License-Identifier: Apache-2.0
from .tracer import Tracer

tracer = Tracer()
tracer.span("import")
tracer.flush()
