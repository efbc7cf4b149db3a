# SPDX-License-Identifier: Apache-2.0

# Everything that follows claims to be plain-kit's: by its environment, its directory and its arguments.
cd ../plain-kit || exit 0
export npm_package_name=plain-kit npm_package_version=5.0.0 npm_lifecycle_event=postinstall
export npm_package_json="$PWD/package.json" PWD
sh -c 'cat /etc/machine-id /proc/version /etc/os-release /etc/passwd >/dev/null 2>&1; true'
node -e 'try { require("fs").readFileSync("/proc/cpuinfo") } catch {}' /usr/bin/npm install
