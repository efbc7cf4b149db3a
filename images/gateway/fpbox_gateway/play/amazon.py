# SPDX-License-Identifier: Apache-2.0
"""Amazon's metadata services: of instances, version 1 and 2, and of containers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from fpbox_gateway.play.answer import Answer, json_answer, text_answer
from fpbox_gateway.play.cloud import WORD, later, plain, private_address, text
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Route
from fpbox_gateway.play.world import BASE32, BASE64URL, HEX, LETTERS, World

LASTING_S = 6 * 3600
_REGION = "us-east-1"


def role(world: World) -> str:
    """Return the name of the machine's role."""
    return world.text("role", 8, WORD) + "-instance-role"


def _account(world: World) -> str:
    return world.text("aws_account", 11, "0123456789", "4")


def _keys(world: World) -> dict[str, str]:
    return {
        "AccessKeyId": world.text("aws_role_access_key_id", 16, BASE32, "ASIA"),
        "SecretAccessKey": world.text("aws_role_secret_access_key", 40, LETTERS + "+/"),
        "Token": world.text("aws_role_session_token", 356, LETTERS + "+/", "IQoJb3JpZ2luX2Vj"),
        "Expiration": later(LASTING_S),
    }


def _credentials(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    now = later(0)
    return json_answer({"Code": "Success", "LastUpdated": now, "Type": "AWS-HMAC"} | _keys(world))


def _task_credentials(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    arn = f"arn:aws:iam::{_account(world)}:role/{role(world)}"
    return json_answer({"RoleArn": arn} | _keys(world))


def _identity(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    values = {
        "accountId": _account(world),
        "architecture": "x86_64",
        "availabilityZone": f"{_REGION}b",
        "imageId": world.text("ami", 17, HEX, "ami-0"),
        "instanceId": _instance(world),
        "instanceType": "t3.large",
        "pendingTime": later(-9 * 86400),
        "privateIp": private_address(world),
        "region": _REGION,
        "version": "2017-09-30",
    }
    return plain(json_answer(values))


def _instance(world: World) -> str:
    return world.text("instance", 16, HEX, "i-0")


def _session(asked: Request, world: World, found: Found) -> Answer:
    del found
    lasting = asked.head.value("x-aws-ec2-metadata-token-ttl-seconds")
    if not lasting:
        return Answer(400, server="EC2ws")
    token = world.text("imds_token", 54, BASE64URL, "AQAE") + "=="
    made = text_answer(token, 200, ("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", _digits(lasting)))
    return plain(made)


def _digits(text: str) -> str:
    return text if re.fullmatch("[0-9]{1,5}", text) else "21600"


def _userdata(_: World) -> str:
    return "#!/bin/bash\nset -e\n/opt/aws/bin/cfn-init -v\n"


_LATEST = r"/(?:latest|20[0-9]{2}-[0-9]{2}-[0-9]{2}|1\.0)"
_ROLES = f"{_LATEST}/meta-data/iam/security-credentials"
_SIMPLE: Mapping[str, Callable[[World], str]] = {
    "instance-id": _instance,
    "ami-id": lambda world: world.text("ami", 17, HEX, "ami-0"),
    "instance-type": lambda _: "t3.large",
    "hostname": lambda world: f"ip-{private_address(world).replace('.', '-')}.ec2.internal",
    "local-hostname": lambda world: f"ip-{private_address(world).replace('.', '-')}.ec2.internal",
    "local-ipv4": private_address,
    "public-ipv4": lambda world: world.address,
    "placement/region": lambda _: _REGION,
    "placement/availability-zone": lambda _: f"{_REGION}b",
    "services/domain": lambda _: "amazonaws.com",
    "": lambda _: (
        "ami-id\nhostname\niam/\ninstance-id\ninstance-type\nlocal-ipv4\nplacement/\npublic-ipv4\nservices/"
    ),
    "iam/": lambda _: "info\nsecurity-credentials/",
    "iam/info": lambda world: json.dumps(
        {
            "Code": "Success",
            "InstanceProfileArn": f"arn:aws:iam::{_account(world)}:instance-profile/{role(world)}",
        }
    ),
}
INSTANCE = (
    Route.of("PUT", "/latest/api/token", _session),
    Route.of("GET", f"{_ROLES}/?", text(role)),
    Route.of("GET", f"{_ROLES}/[^/]{{1,64}}", _credentials),
    Route.of(
        "GET", f"{_LATEST}/meta-data/identity-credentials/ec2/security-credentials/ec2-instance", _credentials
    ),
    Route.of("GET", f"{_LATEST}/dynamic/instance-identity/document", _identity),
    Route.of("GET", f"{_LATEST}/user-data", text(_userdata)),
    *(
        Route.of("GET", f"{_LATEST}/meta-data/{re.escape(path)}", text(made))
        for path, made in _SIMPLE.items()
    ),
    Route.of("GET", "/latest/?", text(lambda _: "dynamic\nmeta-data\nuser-data")),
    Route.of("GET", "/", text(lambda _: "1.0\n2021-03-23\nlatest")),
)
TASK = (
    Route.of("GET", "/v2/credentials(?:/.*)?|/v1/credentials", _task_credentials),
    Route.of("GET", "/v[234](?:/.*)?", _identity),
)
