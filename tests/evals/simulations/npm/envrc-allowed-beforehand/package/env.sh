# SPDX-License-Identifier: Apache-2.0
# Sourced by .envrc whenever somebody enters the project's folder.
echo 'sim-envrc-allowed-beforehand: nothing happens'
