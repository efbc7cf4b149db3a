# SPDX-License-Identifier: Apache-2.0
"""Google's metadata service."""

from __future__ import annotations

from dataclasses import replace

from fpbox_gateway.play.answer import Answer, json_answer, text_answer
from fpbox_gateway.play.cloud import WORD, jwt, text
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Route, first
from fpbox_gateway.play.world import BASE64URL, World


def answer(asked: Request, world: World) -> Answer:
    """Answer as the service does, which wants to be asked with its header."""
    if asked.head.value("metadata-flavor").lower() != "google":
        return Answer(403, server="Metadata Server for VM")
    made = first(_ROUTES, asked, world) or Answer(404)
    return replace(made, server="Metadata Server for VM").having(("Metadata-Flavor", "Google"))


def _token(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    token = world.text("gcp_access_token", 200, BASE64URL, "ya29.c.c0")
    return json_answer({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})


def _identity(asked: Request, world: World, found: Found) -> Answer:
    del asked, found
    return text_answer(jwt(world, "gcp_identity_token"))


def _project(world: World) -> str:
    return f"{world.text('gcp.project', 7, WORD)}-{world.number('gcp.number', 999999, 100000)}"


def _service_account(world: World) -> str:
    number = world.number("gcp.project_number", 999_999_999_999, 100_000_000_000)
    return f"{number}-compute@developer.gserviceaccount.com"


def _project_number(world: World) -> str:
    return _service_account(world).partition("-")[0]


def _zone(world: World) -> str:
    return f"projects/{_project_number(world)}/zones/europe-west1-b"


def _host_name(world: World) -> str:
    return f"{world.text('gcp.name', 6, WORD, 'vm-')}.c.{_project(world)}.internal"


def _instance(world: World) -> str:
    return str(world.number("gcp.instance", 9 * 10**18, 10**18))


def _accounts(world: World) -> str:
    return f"default/\n{_service_account(world)}/\n"


_COMPUTE = "/computeMetadata/v1"
_ACCOUNT = f"{_COMPUTE}/instance/service-accounts/[^/]{{1,200}}"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform\n"
_ROUTES = (
    Route.of("GET", f"{_ACCOUNT}/token", _token),
    Route.of("GET", f"{_ACCOUNT}/identity", _identity),
    Route.of("GET", f"{_ACCOUNT}/email", text(_service_account)),
    Route.of("GET", f"{_ACCOUNT}/scopes", text(lambda _: _SCOPE)),
    Route.of("GET", f"{_COMPUTE}/instance/service-accounts/?", text(_accounts)),
    Route.of("GET", f"{_COMPUTE}/project/project-id", text(_project)),
    Route.of("GET", f"{_COMPUTE}/project/numeric-project-id", text(_project_number)),
    Route.of("GET", f"{_COMPUTE}/instance/id", text(_instance)),
    Route.of("GET", f"{_COMPUTE}/instance/zone", text(_zone)),
    Route.of("GET", f"{_COMPUTE}/instance/hostname", text(_host_name)),
    Route.of(
        "GET",
        f"{_COMPUTE}/instance/?",
        text(lambda _: "attributes/\nhostname\nid\nservice-accounts/\nzone\n"),
    ),
    Route.of("GET", "/(?:computeMetadata/(?:v1/)?)?", text(lambda _: "instance/\nproject/\n")),
)
