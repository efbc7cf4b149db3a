# SPDX-License-Identifier: Apache-2.0

cat /etc/machine-id /etc/os-release /proc/version /etc/passwd
uname -a
