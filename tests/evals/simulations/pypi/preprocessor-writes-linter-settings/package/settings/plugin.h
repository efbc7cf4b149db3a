/* SPDX-License-Identifier: Apache-2.0 */
def plugin(version):
    from mypy.plugin import Plugin
    return Plugin
