# SPDX-License-Identifier: Apache-2.0
def arn(service, name):
    return f'arn:sim:{service}:::{name}'
