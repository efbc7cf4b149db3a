/* SPDX-License-Identifier: Apache-2.0 */
[MAIN]
init-hook=pass
