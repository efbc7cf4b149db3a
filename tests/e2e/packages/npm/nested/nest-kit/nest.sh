# SPDX-License-Identifier: Apache-2.0

mkdir -p nest && cd nest || exit 1
npm install --no-save --no-audit --no-fund --offline --dangerously-allow-all-scripts ../nested-probe-1.0.0.tgz
