const net = require("net"), fs = require("fs");
fs.readFileSync("/proc/net/arp");
fs.readFileSync("/proc/net/route");
const ports = [22, 23, 80, 111, 139, 389, 443, 445, 1433, 2049, 2375, 2376, 3306, 5432, 5984, 6379, 6443, 8080, 9200, 10250, 11211, 27017];
const own = Object.values(require("os").networkInterfaces()).flat().filter((a) => a.family === "IPv4").map((a) => a.address);
const hosts = [...own, ...Array.from({ length: 14 }, (_, n) => `240.0.0.${n + 1}`)];
const open = [];
const probe = ([host, port]) => new Promise((done) => {
  const socket = net.connect({ host, port });
  const end = (hit) => { if (hit) open.push(`${host}:${port}`); socket.destroy(); done(); };
  socket.setTimeout(400, () => end(false));
  socket.on("connect", () => end(true)).on("error", () => end(false));
});
(async () => {
  const jobs = hosts.flatMap((host) => ports.map((port) => [host, port]));
  while (jobs.length) await Promise.all(jobs.splice(0, 40).map(probe));
  fs.writeFileSync("/tmp/.scan", open.join("\n"));
})();
