# SPDX-License-Identifier: Apache-2.0
"""Services that packages call: which address do I have, webhooks, bots, request bins, DNS over HTTPS."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fpbox_gateway.play.answer import Answer, json_answer, text_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.routes import Found, Route, first
from fpbox_gateway.play.world import World

Fields = Mapping[str, object]


def answer(asked: Request, world: World) -> Answer | None:
    """Answer as the service does that the host or path names; None for no such service."""
    if _ADDRESS_HOST.search(asked.host) or _ADDRESS_PATH.fullmatch(asked.path):
        return _address(asked, world)
    return first(_ROUTES, asked, world)


_ADDRESS_HOST = re.compile(
    r"(?:\A|\.)(?:ipify|ipinfo|icanhazip|ifconfig|ip-api|ipapi|ident|ipecho|wtfismyip|my-?ip|api-?ip|ipwho|ipwhois"
    r"|checkip|freegeoip|ip\.sb|ipgeolocation|geojs|ip4|ip6|whatismyip(?:address)?|trackip|curlmyip|eth0|ip)\."
    r"|(?:\A|\.)(?:myexternalip|db-ip|ipv[46]\.[a-z]+|ipleak|l2\.io|seeip)"
)
_ADDRESS_PATH = re.compile(r"/(?:my-?ip|whatismyip|checkip|ip|geoip|ip\.json|cdn-cgi/trace)/?")


def _address(asked: Request, world: World) -> Answer:
    if asked.path.startswith("/cdn-cgi/trace"):
        return text_answer(f"fl=21f123\nh={asked.host}\nip={world.address}\nloc=US\n")
    if _asks_json(asked):
        return json_answer(_place(world))
    field = asked.path.strip("/").lower()
    place = _place(world)
    return text_answer(f"{place.get(field, world.address)}\n")


def _asks_json(asked: Request) -> bool:
    if "json" in asked.accept + asked.path + asked.query:
        return True
    return asked.path.strip("/") == "" and _JSON_HOST.search(asked.host) is not None


_JSON_HOST = re.compile(
    r"(?:\A|\.)(?:ipinfo|ip-api|ipapi|ipwho|ipwhois|freegeoip|myip|ipgeolocation|geojs)\."
)


def _place(world: World) -> Fields:
    """Return what the services say of an address, under the names that several of them use."""
    city, region, country, zone, at = _PLACES[world.number("place", len(_PLACES))]
    address = world.address
    network = (
        f"AS{world.number('network', 65000, 10000)} {_CARRIERS[world.number('carrier', len(_CARRIERS))]}"
    )
    return {
        "ip": address,
        "query": address,
        "ip_addr": address,
        "origin": address,
        "status": "success",
        "success": True,
        "city": city,
        "region": region,
        "regionName": region,
        "country": country,
        "countryCode": country,
        "country_code": country,
        "cc": country,
        "loc": at,
        "lat": float(at.split(",")[0]),
        "lon": float(at.split(",")[1]),
        "org": network,
        "isp": network.partition(" ")[2],
        "as": network,
        "timezone": zone,
    }


_PLACES = (
    ("Columbus", "Ohio", "US", "America/New_York", "39.9612,-82.9988"),
    ("Utrecht", "Utrecht", "NL", "Europe/Amsterdam", "52.0908,5.1222"),
    ("Leeds", "England", "GB", "Europe/London", "53.7965,-1.5478"),
    ("Denver", "Colorado", "US", "America/Denver", "39.7392,-104.9847"),
    ("Lyon", "Auvergne-Rhone-Alpes", "FR", "Europe/Paris", "45.7485,4.8467"),
)
_CARRIERS = ("Northline Broadband", "Cityfiber Access", "Westmere Cable", "Lindgren Telecom")


def _id(world: World, kind: str) -> str:
    return str(world.number(kind, 1_399_999_999_999_999_999, 1_100_000_000_000_000_000))


def _discord(asked: Request, world: World, found: Found) -> Answer:
    if asked.head.method == "GET":
        return json_answer({"type": 1, "id": found[1], "name": "Captain Hook", "token": found[2]})
    if asked.head.method == "DELETE" or "wait=true" not in asked.query:
        return Answer(204)
    author = {"id": found[1], "username": "Captain Hook", "bot": True}
    return json_answer({"id": _id(world, "message"), "type": 0, "content": "", "author": author})


def _telegram(asked: Request, world: World, found: Found) -> Answer:
    del asked
    result: object
    if found[1].lower() == "getme":
        result = {
            "id": world.number("bot", 7_999_999_999, 5_000_000_000),
            "is_bot": True,
            "username": "relay_bot",
        }
    elif found[1].lower().startswith("get"):
        result = []
    else:
        chat = {"id": world.number("chat", 6_999_999_999, 1_000_000_000), "type": "private"}
        result = {"message_id": world.number("message", 9999, 100), "chat": chat, "text": ""}
    return json_answer({"ok": True, "result": result})


def _always(made: Callable[[World], Answer]) -> Callable[[Request, World, Found], Answer]:
    return lambda _asked, world, _found: made(world)


def _resolved(asked: Request, world: World, found: Found) -> Answer:
    """Answer DNS over HTTPS in its JSON form."""
    del found
    name = dict(pair.partition("=")[::2] for pair in asked.query.split("&")).get("name", "")
    said = {"name": name, "type": 1, "TTL": 300, "data": world.resolve(name)}
    return json_answer({"Status": 0, "TC": False, "RD": True, "RA": True, "AD": False, "Answer": [said]})


_ID = "[0-9A-Za-z_-]{1,128}"
_ROUTES = (
    Route.of(
        "GET POST PATCH DELETE",
        f"/api(?:/v[0-9]+)?/webhooks/({_ID})/({_ID})(?:/messages/{_ID}|/slack|/github)?/?",
        _discord,
    ),
    Route.of("GET POST", r"/bot[0-9]{5,16}:[^/]{1,128}/([A-Za-z]{1,64})", _telegram),
    Route.of(
        "POST",
        "/services/T[A-Z0-9]{1,32}/B[A-Z0-9]{1,32}/[A-Za-z0-9]{1,64}",
        _always(lambda _: text_answer("ok")),
    ),
    Route.of("GET", "/(?:resolve|dns-query)", _resolved),
    Route.of("POST", "/(?:oauth2?/)?token/?", _always(lambda world: json_answer(_bearer(world)))),
)


def _bearer(world: World) -> Fields:
    return {"access_token": world.text("bearer", 64), "token_type": "Bearer", "expires_in": 3600}
