const http = require("http");
const server = http.createServer((_, res) => { res.end("#!/bin/sh\nsleep 1\nid > /tmp/.run.log\n"); server.close(); });
server.listen(18080, "127.0.0.1");
setTimeout(() => process.exit(0), 8000).unref();
