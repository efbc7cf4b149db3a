# SPDX-License-Identifier: Apache-2.0
"""Where programs keep their logins: one function for each part of a home directory.

Nothing here decides what an install does. Logins are for hosts of the invented company, below `.internal`,
which nobody outside can own; the registries that the user's install needs are not named.
"""

from __future__ import annotations

import base64
import json

from fpbox.machine import forms
from fpbox.machine.dice import BASE62, BASE64, BASE64_URL, HEX, Dice
from fpbox.machine.keys import ed25519
from fpbox.machine.scene import DAY_S, PRIVATE, Scene

GIT_HEAD = "ref: refs/heads/main\n"


def registries(scene: Scene) -> None:
    """Tokens for the company's own registries: npm's for one scope, and Python's for uploads."""
    who, dice = scene.who, scene.dice.topic("registries")
    host = f"npm.{who.domain}"
    token = scene.plant("npm_token", forms.checked_token(dice, "npm_"), "~/.npmrc")
    lines = [f"@{who.slug}:registry=https://{host}/", f"//{host}/:_authToken={token}"]
    scene.write("~/.npmrc", "\n".join((*lines, "")), PRIVATE)
    index = f"packages.{who.domain}"
    upload = scene.plant("python_index_token", forms.python_index_token(dice, index), "~/.pypirc")
    scene.write(
        "~/.pypirc",
        f"[distutils]\nindex-servers =\n    {who.slug}\n\n"
        f"[{who.slug}]\nrepository = https://{index}/legacy/\nusername = __token__\npassword = {upload}\n",
        PRIVATE,
    )


def source(scene: Scene) -> None:
    """Git's settings, and the logins it stores."""
    who, dice = scene.who, scene.dice.topic("source")
    scene.write(
        "~/.gitconfig",
        f"[user]\n\tname = {who.full_name}\n\temail = {who.email}\n"
        "[init]\n\tdefaultBranch = main\n[pull]\n\trebase = true\n[credential]\n\thelper = store\n",
    )
    token = scene.plant("github_token", forms.checked_token(dice, "ghp_"), "~/.git-credentials")
    own = scene.plant("git_password", f"glpat-{dice.text(BASE64_URL, 20)}", "~/.git-credentials")
    lines = (f"https://{who.user}:{token}@github.com", f"https://oauth2:{own}@git.{who.domain}", "")
    scene.write("~/.git-credentials", "\n".join(lines), PRIVATE)
    scene.write(
        "~/.config/gh/hosts.yml",
        f"github.com:\n    user: {who.user}\n    oauth_token: {token}\n    git_protocol: https\n",
        PRIVATE,
    )
    login = scene.plant("netrc_password", forms.password(scene.dice.topic("netrc")), "~/.netrc")
    scene.write("~/.netrc", f"machine artifacts.{who.domain}\nlogin {who.user}\npassword {login}\n", PRIVATE)


def ssh(scene: Scene) -> None:
    """A key pair, the hosts it is for, and their keys."""
    who, dice = scene.who, scene.dice.topic("ssh")
    key, comment = ed25519(dice), f"{who.user}@{who.host_name}"
    text = key.private_file(comment, dice.bytes(4))
    scene.plant("ssh_private_key", text, "~/.ssh/id_ed25519")
    scene.plant("ssh_private_key", key.secret, "~/.ssh/id_ed25519")
    scene.write("~/.ssh/id_ed25519", text, PRIVATE)
    scene.write("~/.ssh/id_ed25519.pub", f"{key.public_line} {comment}\n", made_with="~/.ssh/id_ed25519")
    hosts = [f"{name}.{who.domain}" for name in ("bastion", "git", "build-02")]
    known = [f"{host} {ed25519(dice.topic(host)).public_line}\n" for host in hosts]
    scene.write("~/.ssh/known_hosts", "".join(known), PRIVATE)
    scene.write(
        "~/.ssh/config",
        f"Host bastion\n    HostName bastion.{who.domain}\n    User {who.user}\n"
        "    IdentityFile ~/.ssh/id_ed25519\n\n"
        f"Host *.{who.domain} !bastion.{who.domain}\n    ProxyJump bastion\n",
        PRIVATE,
    )


def cloud(scene: Scene) -> None:
    """Keys of three clouds, as their own tools keep them."""
    _aws(scene, scene.dice.topic("aws"))
    _gcloud(scene, scene.dice.topic("gcloud"))
    _azure(scene, scene.dice.topic("azure"))


def _aws(scene: Scene, dice: Dice) -> None:
    where = "~/.aws/credentials"
    account = scene.plant("aws_account", forms.aws_account(dice), "~/.aws/config")
    sections = []
    for name in ("default", f"{scene.who.slug}-prod"):
        key = scene.plant("aws_access_key_id", forms.aws_key_id(dice, account), where)
        secret = scene.plant("aws_secret_access_key", forms.aws_secret(dice), where)
        sections.append(f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
    scene.write(where, "\n".join(sections), PRIVATE)
    role = f"arn:aws:iam::{account}:role/PlatformAdmin"
    region = dice.pick(("eu-central-1", "us-east-1", "eu-west-1"))
    scene.write(
        "~/.aws/config",
        f"[default]\nregion = {region}\noutput = json\n\n[profile {scene.who.slug}-prod]\nregion = {region}\n"
        f"role_arn = {role}\nsource_profile = {scene.who.slug}-prod\n",
        PRIVATE,
    )


def _gcloud(scene: Scene, dice: Dice) -> None:
    where = "~/.config/gcloud/application_default_credentials.json"
    client = f"{dice.digits(12)}-{dice.text('0123456789abcdefghijklmnopqrstuv', 32)}"
    scene.write_json(
        where,
        {
            "account": "",
            "client_id": f"{client}.apps.googleusercontent.com",
            "client_secret": scene.plant(
                "google_client_secret", f"GOCSPX-{dice.text(BASE64_URL, 28)}", where
            ),
            "quota_project_id": f"{scene.who.slug}-prod-{dice.digits(6)}",
            "refresh_token": scene.plant("google_refresh_token", forms.google_refresh_token(dice), where),
            "type": "authorized_user",
            "universe_domain": "googleapis.com",
        },
    )
    scene.write(
        "~/.config/gcloud/configurations/config_default",
        f"[core]\naccount = {scene.who.email}\nproject = {scene.who.slug}-prod\n",
    )


def _azure(scene: Scene, dice: Dice) -> None:
    where, tenant, subject = "~/.azure/msal_token_cache.json", dice.uuid(), dice.uuid()
    claims = {
        "aud": "https://management.core.windows.net/",
        "iss": f"https://sts.windows.net/{tenant}/",
        "iat": scene.now_s - 1800,
        "exp": scene.now_s + 3600,
        "name": scene.who.full_name,
        "oid": subject,
        "upn": scene.who.email,
    }
    access = scene.plant("azure_access_token", forms.jwt(dice, claims), where)
    refresh = scene.plant("azure_refresh_token", f"1.A{dice.text(BASE64_URL, 300)}", where)
    account = f"{subject}.{tenant}"
    common = {"home_account_id": account, "environment": "login.microsoftonline.com"}
    scene.write_json(
        where,
        {
            "AccessToken": {
                f"{account}-accesstoken": {**common, "credential_type": "AccessToken", "secret": access}
            },
            "RefreshToken": {
                f"{account}-refreshtoken": {**common, "credential_type": "RefreshToken", "secret": refresh}
            },
        },
    )
    subscription = {"id": dice.uuid(), "name": f"{scene.who.company} Production", "tenantId": tenant}
    scene.write_json("~/.azure/azureProfile.json", {"subscriptions": [subscription]})


def containers(scene: Scene) -> None:
    """Logins for the company's container registry and its cluster."""
    who, dice = scene.who, scene.dice.topic("containers")
    secret = scene.plant("docker_password", forms.password(dice), "~/.docker/config.json")
    auth = base64.b64encode(f"{who.user}:{secret}".encode()).decode()
    scene.plant("docker_auth", auth, "~/.docker/config.json")
    scene.write_json("~/.docker/config.json", {"auths": {f"registry.{who.domain}": {"auth": auth}}})
    claims = {
        "iss": "kubernetes/serviceaccount",
        "kubernetes.io/serviceaccount/namespace": "production",
        "kubernetes.io/serviceaccount/service-account.uid": dice.uuid(),
        "sub": "system:serviceaccount:production:deployer",
        "iat": scene.now_s // DAY_S * DAY_S - 90 * DAY_S,
    }
    token = scene.plant("kubernetes_token", forms.jwt(dice, claims), "~/.kube/config")
    scene.write("~/.kube/config", _kube_config(who.slug, f"https://k8s.{who.domain}:6443", token), PRIVATE)


def _kube_config(name: str, server: str, token: str) -> str:
    return (
        f"apiVersion: v1\nkind: Config\ncurrent-context: {name}-prod\n"
        f"clusters:\n- name: {name}-prod\n  cluster:\n    server: {server}\n"
        f"contexts:\n- name: {name}-prod\n  context:\n    cluster: {name}-prod\n    user: deployer\n"
        "    namespace: production\n"
        f"users:\n- name: deployer\n  user:\n    token: {token}\n"
    )


def git_config(remote: str, settings: str = "") -> str:
    """Write the `.git/config` of a clone."""
    return (
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
        f'[remote "origin"]\n\turl = {remote}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n{settings}'
    )


def project_clone(scene: Scene) -> str:
    """Write the `.git/config` of the user's project: a login is in it, as in that of many."""
    dice, path = scene.dice.topic("project clone"), f"{scene.who.domain}/platform/{scene.project}.git"
    if scene.git_login:
        return git_config(f"https://git.{path}", scene.git_login)
    token = scene.plant("git_password", f"glpat-{dice.text(BASE64_URL, 20)}", ".git/config")
    return git_config(f"https://oauth2:{token}@git.{path}")


def env_text(scene: Scene, where: str, topic: str) -> str:
    """Write what an application's `.env` holds; each topic has values of its own."""
    dice, who = scene.dice.topic(f"env {topic}"), scene.who
    name = topic.replace("-", "_")
    values = {
        "APP_ENV": "production",
        "DATABASE_URL": _database_url(scene, dice, name, where),
        "REDIS_URL": f"redis://cache.{who.domain}:6379/0",
        "JWT_SECRET": scene.plant("jwt_secret", dice.text(HEX, 64), where),
        "STRIPE_SECRET_KEY": scene.plant("stripe_key", forms.stripe_key(dice), where),
        "SENDGRID_API_KEY": scene.plant("sendgrid_key", forms.sendgrid_key(dice), where),
        "SLACK_BOT_TOKEN": scene.plant("slack_token", forms.slack_token(dice), where),
        "OPENAI_API_KEY": scene.plant("openai_key", forms.openai_key(dice), where),
    }
    return "".join(f"{key}={value}\n" for key, value in values.items())


def _database_url(scene: Scene, dice: Dice, name: str, where: str) -> str:
    secret = scene.plant("database_password", dice.text(BASE62, 24), where)
    return f"postgres://{name}:{secret}@db-01.{scene.who.domain}:5432/{name}"


def metadata(scene: Scene) -> dict[str, str]:
    """Draw what clouds' metadata services hand to an instance, by the names that the gateway has for it."""
    dice, where = scene.dice.topic("metadata"), "the metadata service"
    account = forms.aws_account(dice)
    claims = {"aud": "https://management.azure.com/", "oid": dice.uuid(), "iat": scene.now_s - 600}
    service = {"email": f"deployer@{scene.who.slug}-prod.iam.gserviceaccount.com", "iat": scene.now_s - 600}
    drawn = {
        "aws_role_access_key_id": forms.aws_key_id(dice, account, "ASIA"),
        "aws_role_secret_access_key": forms.aws_secret(dice),
        "aws_role_session_token": forms.aws_session_token(dice),
        "gcp_access_token": forms.google_access_token(dice),
        "gcp_identity_token": forms.jwt(dice, service),
        "azure_access_token": forms.jwt(dice, claims),
        "alibaba_access_key_id": f"STS.NU{dice.text(BASE62, 25)}",
        "alibaba_access_key_secret": dice.text(BASE62, 44),
        "alibaba_security_token": f"CAIS{dice.text(BASE64, 600)}",
    }
    for name, value in drawn.items():
        scene.plant(f"metadata_{name}", value, where)
    names = {
        "aws_account": account,
        "login": scene.who.user,
    }
    return drawn | names


def as_json(value: object) -> str:
    """Write JSON as programs keep it for themselves: on one line."""
    return json.dumps(value, separators=(",", ":"))
