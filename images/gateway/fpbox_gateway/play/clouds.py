# SPDX-License-Identifier: Apache-2.0
"""The metadata services of Azure, DigitalOcean, OpenStack and Alibaba."""

from __future__ import annotations

from fpbox_gateway import clock
from fpbox_gateway.play.amazon import LASTING_S, role
from fpbox_gateway.play.answer import Answer, json_answer
from fpbox_gateway.play.cloud import WORD, jwt, later, private_address, text
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Route
from fpbox_gateway.play.world import HEX, LETTERS, World


def _azure_token(asked: Request, world: World, found: Found) -> Answer:
    del found
    if asked.head.value("metadata").lower() != "true":
        return json_answer(
            {"error": "invalid_request", "error_description": "Required metadata header not specified"}, 400
        )
    return json_answer(
        {
            "access_token": jwt(world, "azure_access_token"),
            "client_id": world.uuid("azure.client"),
            "expires_in": "86399",
            "expires_on": str(int(clock.now()) + 86399),
            "resource": "https://management.azure.com/",
            "token_type": "Bearer",
        }
    )


def _azure(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    compute = {
        "azEnvironment": "AzurePublicCloud",
        "location": "westeurope",
        "name": world.text("azure.name", 6, WORD, "vm-"),
        "osType": "Linux",
        "resourceGroupName": world.text("azure.group", 6, WORD, "rg-"),
        "subscriptionId": world.uuid("azure.subscription"),
        "vmId": world.uuid("azure.vm"),
        "vmSize": "Standard_D2s_v5",
    }
    address = {"privateIpAddress": private_address(world), "publicIpAddress": world.address}
    return json_answer({"compute": compute, "network": {"interface": [{"ipv4": {"ipAddress": [address]}}]}})


def _digital_ocean(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    droplet = world.number("droplet", 499_999_999, 300_000_000)
    public = {"ipv4": {"ip_address": world.address, "netmask": "255.255.240.0"}}
    name = world.text("droplet.name", 6, WORD, "web-")
    return json_answer(
        {
            "droplet_id": droplet,
            "hostname": name,
            "region": "fra1",
            "interfaces": {"public": [public]},
            "user_data": "",
        }
    )


def _openstack(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    name = world.text("nova.name", 6, WORD, "node-")
    return json_answer(
        {
            "uuid": world.uuid("nova"),
            "hostname": f"{name}.novalocal",
            "name": name,
            "project_id": world.text("nova.project", 32, HEX),
            "availability_zone": "nova",
            "admin_pass": world.text("nova.password", 12),
        }
    )


def _alibaba(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return json_answer(
        {
            "AccessKeyId": world.text("alibaba_access_key_id", 25, LETTERS, "STS.NU"),
            "AccessKeySecret": world.text("alibaba_access_key_secret", 44),
            "SecurityToken": world.text("alibaba_security_token", 600, LETTERS + "+/", "CAIS"),
            "Expiration": later(LASTING_S),
            "Code": "Success",
        }
    )


def _alibaba_instance(world: World) -> str:
    return world.text("alibaba.instance", 20, LETTERS.lower(), "i-")


def _droplet(world: World) -> str:
    return str(world.number("droplet", 499_999_999, 300_000_000))


LINK_LOCAL = (
    Route.of("GET", "/metadata/identity/oauth2/token", _azure_token),
    Route.of("GET", "/metadata/instance/?", _azure),
    Route.of("GET", r"/metadata/v1\.json", _digital_ocean),
    Route.of("GET", "/metadata/v1/id", text(_droplet)),
    Route.of("GET", r"/openstack/[a-z0-9-]{1,16}/meta_data\.json", _openstack),
)
_RAM = "/latest/meta-data/ram/security-credentials"
ALIBABA = (
    Route.of("PUT", "/latest/api/token", text(lambda world: world.text("alibaba.session", 56) + "==")),
    Route.of("GET", f"{_RAM}/?", text(role)),
    Route.of("GET", f"{_RAM}/[^/]{{1,64}}", _alibaba),
    Route.of("GET", "/latest/meta-data/instance-id", text(_alibaba_instance)),
    Route.of("GET", "/latest/meta-data/region-id", text(lambda _: "eu-central-1")),
    Route.of("GET", "/latest/meta-data/?", text(lambda _: "instance-id\nram/\nregion-id")),
)
