module.exports = require("@acme-ui/telemetry");
