# SPDX-License-Identifier: Apache-2.0
"""What the gateway's container may do, and what a box that joins it leaves to it."""

from __future__ import annotations

from fpbox.engine import BoxSpec, GatewaySpec, ImageRef
from fpbox.engine.container import container_config
from fpbox.engine.gateway import gateway_config

IMAGE = ImageRef("image", "sha256:1", "local", id="sha256:1")


def test_the_gateway_may_change_its_own_network_and_nothing_else() -> None:
    host = gateway_config(GatewaySpec(IMAGE, "run"))["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert host["CapAdd"] == ["NET_ADMIN", "NET_BIND_SERVICE"]
    assert host["ReadonlyRootfs"] is True
    assert host["Privileged"] is False
    assert not {"Binds", "Mounts", "Devices", "PidMode"} & set(host)


def test_the_gateway_has_the_name_and_the_address_that_the_box_shows() -> None:
    spec = GatewaySpec(IMAGE, "run", hostname="desk", mac="00:1b:21:00:00:01", hosts={"a": "10.0.0.1"})
    config = gateway_config(spec)
    assert (config["Hostname"], config["MacAddress"]) == ("desk", "00:1b:21:00:00:01")
    assert config["HostConfig"]["ExtraHosts"] == ["a:10.0.0.1"]
    assert "MacAddress" not in gateway_config(GatewaySpec(IMAGE, "run"))


def test_the_gateway_can_be_found_by_its_run_when_it_is_left_behind() -> None:
    labels = gateway_config(GatewaySpec(IMAGE, "run", lifetime_s=5.0))["Labels"]
    assert labels["io.fpbox.run"] == "run"
    assert int(labels["io.fpbox.expires"]) > 0


def test_a_box_that_joins_it_asks_for_nothing_that_is_the_gateways() -> None:
    spec = BoxSpec(
        IMAGE,
        ("true",),
        network="container:gateway",
        hostname="desk",
        mac="00:1b:21:00:00:01",
        dns=("9.9.9.9",),
    )
    config = container_config(spec, {}, podman=False)
    assert config["HostConfig"]["NetworkMode"] == "container:gateway"
    assert not {"Hostname", "MacAddress"} & set(config)
    assert "Dns" not in config["HostConfig"]
    assert not {"NET_ADMIN", "NET_RAW"} & set(config["HostConfig"]["CapAdd"])
