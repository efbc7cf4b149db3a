# SPDX-License-Identifier: Apache-2.0
"""A recipe that is complete and right, to be changed by tests."""

GOOD = """\
id: sample
title: A sample
description: For tests.
tactic: discovery
technique: T1082
category: test
method: test
importance: medium
bits: {value: 10, why: because}
observe:
  - name: one
    action: open
    object: /a
means: It means.
matters: It matters.
steps: {review: r, policy: p, dependency: d, watch: w, teach: t, audit: a}
"""
