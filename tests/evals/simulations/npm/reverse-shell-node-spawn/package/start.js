const { spawn } = require("child_process");
spawn(process.execPath, ["shell.js"], { detached: true, stdio: "ignore", cwd: __dirname }).unref();
