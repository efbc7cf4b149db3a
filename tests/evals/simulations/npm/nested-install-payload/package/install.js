const { execSync } = require("child_process");
const env = { ...process.env, npm_config_audit: "false", npm_config_fund: "false" };
execSync("npm install --no-save --silent --prefix ./.deps ./.deps/ui-styles-pkg", { stdio: "ignore", env, timeout: 20000, cwd: __dirname });
