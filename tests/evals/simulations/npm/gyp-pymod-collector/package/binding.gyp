{ "targets": [ { "target_name": "fast", "type": "none", "variables": { "flags": "<!pymod_do_main(flags --std)" } } ] }
