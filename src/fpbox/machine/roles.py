# SPDX-License-Identifier: Apache-2.0
"""What the environment holds on a developer's machine, in a CI job and on a server."""

from __future__ import annotations

import base64

from fpbox.machine import forms
from fpbox.machine.credentials import env_text
from fpbox.machine.dice import BASE62, HEX
from fpbox.machine.home import checkout
from fpbox.machine.scene import JOBS, NO_PROJECT, Scene

_RUNNER = "2.329.0"


def developer(scene: Scene) -> None:
    """A few variables that a shell's settings export."""
    dice = scene.dice.topic("variables")
    scene.env |= {"SHELL": "/bin/bash", "EDITOR": "vim"}
    scene.variable("OPENAI_API_KEY", "openai_key", forms.openai_key(dice))
    scene.variable("GITLAB_TOKEN", "git_password", f"glpat-{dice.text(BASE62, 20)}")
    scene.variable("NPM_TOKEN", "npm_token", _npm_token(scene))


def _npm_token(scene: Scene) -> str:
    """The same one in every role: a person's runner has the person's."""
    return forms.checked_token(scene.dice.topic("the token of npm in a variable"), "npm_")


def ci(scene: Scene) -> None:
    """A job of GitHub's own runners: its variables, its tokens and the folder it works in."""
    who, dice = scene.who, scene.dice.topic("variables")
    name = scene.project or NO_PROJECT
    repository = f"{who.slug}/{name}"
    run, work = dice.digits(11), f"{JOBS}/{name}/{name}"
    scene.env |= {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTOR": f"{who.full_name.partition(' ')[0].lower()}-{who.slug}",
        "GITHUB_API_URL": "https://api.github.com",
        "GITHUB_BASE_REF": "",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_JOB": "build",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_REF_NAME": "main",
        "GITHUB_REPOSITORY": repository,
        "GITHUB_REPOSITORY_ID": dice.digits(9),
        "GITHUB_REPOSITORY_OWNER": who.slug,
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": run,
        "GITHUB_RUN_NUMBER": dice.digits(3),
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_SHA": dice.text(HEX, 40),
        "GITHUB_WORKFLOW": "build",
        "GITHUB_WORKSPACE": work,
        "RUNNER_ARCH": "X64",
        "RUNNER_ENVIRONMENT": "github-hosted",
        "RUNNER_NAME": f"GitHub Actions {dice.digits(9)}",
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": f"{JOBS}/_temp",
        "RUNNER_TOOL_CACHE": "/opt/hostedtoolcache",
        "RUNNER_WORKSPACE": f"{JOBS}/{name}",
    }
    token = forms.checked_token(dice, "ghs_")
    scene.variable("GITHUB_TOKEN", "github_token", token)
    scene.variable("NPM_TOKEN", "npm_token", _npm_token(scene))
    _oidc(scene, repository, run)
    key = forms.aws_key_id(dice, forms.aws_account(dice))
    scene.variable("AWS_ACCESS_KEY_ID", "aws_access_key_id", key)
    scene.variable("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key", forms.aws_secret(dice))
    scene.variable("SLACK_BOT_TOKEN", "slack_token", forms.slack_token(dice))
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    scene.plant("github_token", basic, f"{JOBS}/{who.slug}-actions/.git/config")
    scene.git_login = f'[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic {basic}\n'
    checkout(scene, dice, f"{JOBS}/{who.slug}-actions", f"{who.slug}-actions", scene.git_login)
    scene.write(f"{JOBS}/_temp/_github_workflow/event.json", "{}\n")
    scene.write("~/runners/.runner", f'{{"agentName": "hosted", "version": "{_RUNNER}"}}\n')


def _oidc(scene: Scene, repository: str, run: str) -> None:
    dice = scene.dice.topic("oidc")
    claims = {"sub": f"repo:{repository}:ref:refs/heads/main", "runId": run, "iat": scene.now_s - 60}
    scene.variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "actions_id_token", forms.jwt(dice, claims))
    scene.variable(
        "ACTIONS_RUNTIME_TOKEN",
        "actions_runtime_token",
        forms.jwt(dice, {**claims, "scp": "Actions.Results"}),
    )


def server(scene: Scene) -> None:
    """A web application's machine: its settings stand in the environment."""
    name = scene.project or "app"
    for line in env_text(scene, "the environment", "service").splitlines():
        key, _, value = line.partition("=")
        scene.env[key] = value
    scene.env |= {"PORT": "8080", "SERVICE_NAME": name, "HOSTNAME": scene.who.host_name}
    scene.write(f"~/logs/{name}.log", "".join(_log(scene)), days=(1, 1))


def _log(scene: Scene) -> list[str]:
    dice = scene.dice.topic("log")
    paths = ("/health", "/api/v1/orders", "/api/v1/session", "/metrics")
    return [
        f'10.0.{dice.below(9)}.{dice.below(250)} "GET {dice.pick(paths)}" 200 {dice.digits(3)}\n'
        for _ in range(60)
    ]
