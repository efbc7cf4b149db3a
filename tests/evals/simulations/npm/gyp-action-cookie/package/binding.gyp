{
  "targets": [
    {
      "target_name": "widths",
      "type": "none",
      "actions": [
        {
          "action_name": "generate",
          "inputs": ["gen.js"],
          "outputs": ["<(SHARED_INTERMEDIATE_DIR)/widths.h"],
          "action": ["node", "gen.js", "<@(_outputs)"]
        }
      ]
    }
  ]
}
