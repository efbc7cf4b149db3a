# SPDX-License-Identifier: Apache-2.0
"""Services that packages call: which address do I have, and where; webhooks, bots, DNS over HTTPS."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fpbox_gateway.play import files
from fpbox_gateway.play.answer import Answer, json_answer, text_answer
from fpbox_gateway.play.message import Request
from fpbox_gateway.play.places import place_of
from fpbox_gateway.play.routes import Found, Route, first
from fpbox_gateway.play.world import World

Fields = Mapping[str, object]


def answer(asked: Request, world: World) -> Answer | None:
    """Answer as the service does that the host or path names; None for no such service."""
    return _address(asked, world) if _asks_where(asked) else first(_ROUTES, asked, world)


_ADDRESS_HOST = re.compile(
    r"(?:\A|\.)(?:ipify|ipinfo|icanhazip|ifconfig|ip-api|ipapi|ident|ipecho|wtfismyip|my-?ip|api-?ip|ipwho|ipwhois"
    r"|checkip|freegeoip|ip\.sb|ipgeolocation|geojs|ip4|ip6|whatismyip(?:address)?|trackip|curlmyip|eth0|ip)\."
    r"|(?:\A|\.)(?:myexternalip|db-ip|ipv[46]\.[a-z]+|ipleak|l2\.io|seeip)"
)
_PLACE_HOST = re.compile(
    r"(?:\A|[.-])(?:geo|geo-?ip|geoplugin|geolocation|ip-?geo|ip-?location|ip-?lookup|ip2location|ip2c|ipstack|ipdata"
    r"|ipbase|ipregistry|country|whereami)[.-]"
)
_ADDRESS_PATH = re.compile(r"/(?:my-?ip|whatismyip|checkip|ip|ip\.json|cdn-cgi/trace)/?")
_PLACE_PATH = re.compile(r"/(?:geo-?ip|ip-?geo|ip-?info|(?:ip-?)?geo-?location)/?", re.IGNORECASE)
_PLACE_WORD = re.compile(
    r"(?:\A|[/._-])(?:ip|my-?ip|ip-?info|ip-?geo|ip-?lookup|ip-?location|geo|geo-?ip|geo-?location|geolocate|country"
    r"|location|locate|whereami)(?:[/._-]|\Z)",
    re.IGNORECASE,
)


def _asks_where(asked: Request) -> bool:
    """Tell a question for the client's address or place, by its host or path; a fetch of a file is none."""
    if files.names_file(asked):
        return False
    if _ADDRESS_HOST.search(asked.host) or _ADDRESS_PATH.fullmatch(asked.path):
        return True
    if asked.head.method not in {"GET", "HEAD"}:
        return False
    if _PLACE_HOST.search(asked.host) or _PLACE_PATH.fullmatch(asked.path):
        return True
    wants_json = files.wants_json(asked) or "json" in asked.path + asked.query
    return wants_json and _PLACE_WORD.search(asked.path) is not None


def _address(asked: Request, world: World) -> Answer:
    place = _place(asked, world)
    if asked.path.startswith("/cdn-cgi/trace"):
        return text_answer(f"fl=21f123\nh={asked.host}\nip={world.address}\nloc={place['cc']}\n")
    field = asked.path.strip("/").lower()
    if "json" in asked.accept + asked.path + asked.query:
        return json_answer(place)
    if field in _LINES:
        return text_answer(f"{place[field]}\n")
    if _TEXT_HOST.search(asked.host) or _ADDRESS_PATH.fullmatch(asked.path):
        return text_answer(f"{world.address}\n")
    return json_answer(place)


_LINES = frozenset({"ip", "city", "region", "country", "country_name", "cc", "loc", "org", "timezone"})
"""What services give as a line of text where the path asks for nothing else."""
_TEXT_HOST = re.compile(
    r"(?:\A|\.)(?:ipify|icanhazip|ifconfig|ident|ipecho|checkip|ip4|ip6|whatismyip(?:address)?|trackip|curlmyip"
    r"|eth0|ip|my-ip|api-?ip|ipv[46])\.|(?:\A|\.)(?:myexternalip|seeip|l2\.io)"
)
_NAMING_HOST = re.compile(r"(?:\A|\.)(?:ip-api|ipwho|ipwhois|myip|geojs|extreme-ip-lookup|whatismyip)\.")
"""Where `country` is the country's name; elsewhere it is its code."""


def _place(asked: Request, world: World) -> Fields:
    """Return what the services say of an address, under the names that several of them use."""
    place, address = place_of(world), world.address
    carrier = _CARRIERS[world.number("carrier", len(_CARRIERS))]
    network = f"AS{world.number('network', 65000, 10000)} {carrier}"
    named = {
        "country": place.country if _NAMING_HOST.search(asked.host) else place.code,
        "org": network,
        "isp": carrier,
        "as": network,
        "timezone": place.zone,
        "time_zone": {"name": place.zone},
        "loc": f"{place.at[0]},{place.at[1]}",
    }
    return (
        {"status": "success", "success": True}
        | dict.fromkeys(_IP, address)
        | dict.fromkeys(
            ("countryCode", "country_code", "country_code2", "cc", "geoplugin_countryCode"), place.code
        )
        | dict.fromkeys(_COUNTRY, place.country)
        | dict.fromkeys(_REGION, place.region)
        | {"city": place.city}
        | dict.fromkeys(("lat", "latitude"), place.at[0])
        | dict.fromkeys(("lon", "longitude"), place.at[1])
        | named
    )


_IP = ("ip", "query", "ip_addr", "ip_address", "ipAddress", "IPv4", "origin")
_CODE = ("countryCode", "country_code", "country_code2", "cc", "geoplugin_countryCode")
_COUNTRY = ("countryName", "country_name", "geoplugin_countryName")
_REGION = ("region", "regionName", "region_name", "state", "state_prov")
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
