# SPDX-License-Identifier: Apache-2.0

# Forks twice, so that the script is long over when the probe begins and its parent is pid 1.
( setsid sh -c 'sleep 2; exec sh ./late.sh' >/dev/null 2>&1 </dev/null & )
