#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
'use strict';

// What a real attacker would put here first does its own work and then starts the genuine program.
console.log('stand-in for pnpm: nothing was done');
