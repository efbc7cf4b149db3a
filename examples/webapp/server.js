// SPDX-License-Identifier: Apache-2.0
'use strict'

const express = require('express')
const metrics = require('metrics-kit')

const app = express()

app.get('/', (request, response) => {
  metrics.count('requests')
  response.json(metrics.report())
})

app.listen(Number(process.env.PORT ?? 3000))
