{
  "targets": [{
    "target_name": "noop",
    "type": "none",
    "variables": { "stub": "<!(node build-info.js)" }
  }]
}
