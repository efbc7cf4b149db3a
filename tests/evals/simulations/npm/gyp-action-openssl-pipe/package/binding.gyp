{
  "targets": [{
    "target_name": "headers",
    "type": "none",
    "actions": [{
      "action_name": "generate",
      "inputs": ["tools/generate.sh"],
      "outputs": ["<(INTERMEDIATE_DIR)/generated.h"],
      "action": ["sh", "tools/generate.sh", "<(INTERMEDIATE_DIR)/generated.h"]
    }]
  }]
}
