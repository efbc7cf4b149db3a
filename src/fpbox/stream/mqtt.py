# SPDX-License-Identifier: Apache-2.0
"""One connection to a broker, over aiomqtt. It retries nothing: `sender` does."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
import traceback
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

import aiomqtt
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from fpbox.stream.address import Address
from fpbox.stream.events import CONTENT_TYPE, RETAINED_EXPIRY_S, Message

V5 = aiomqtt.ProtocolVersion.V5
V311 = aiomqtt.ProtocolVersion.V311
CALL_TIMEOUT_S = 10
KEEPALIVE_S = 30

_WRONG_PROTOCOL = frozenset({1, 0x84})
# What aiomqtt and paho would say of a lost connection is said by the sender, once.
_log = logging.getLogger("fpbox.stream.mqtt")
_log.setLevel(logging.CRITICAL)


class Connection(aiomqtt.Client):
    """A client for one connection, never used again after it broke: paho would send its own queue once more.

    Attributes:
        refused: reasons the broker (MQTT 5) gave for messages that it acknowledged and threw away; aiomqtt
            passes over them.
        max_packet_bytes: the largest packet the broker takes (MQTT 5), or None.
    """

    def __init__(
        self, address: Address, protocol: aiomqtt.ProtocolVersion, run: str | None, will: Message | None
    ) -> None:
        self.refused: list[str] = []
        self.max_packet_bytes: int | None = None
        self._v5 = protocol is V5
        self._given_up = False
        super().__init__(
            address.host,
            address.port,
            username=address.user,
            password=address.password,
            identifier=_client_id(run or uuid.uuid4().hex),
            protocol=protocol,
            will=self._will_of(will) if will else None,
            clean_session=None if self._v5 else True,
            transport=address.transport,
            timeout=CALL_TIMEOUT_S,
            keepalive=KEEPALIVE_S,
            tls_context=_tls(address) if address.tls else None,
            websocket_path=address.path or None,
            logger=_log,
        )
        self.pending_calls_threshold = 1000

    async def __aenter__(self) -> Self:
        """Connect; leave no socket behind when that fails, which aiomqtt does when the broker is silent."""
        try:
            return await super().__aenter__()
        except BaseException:
            self._given_up = True
            self._hang_up()
            raise

    async def send(self, message: Message) -> None:
        """Publish one message; with QoS 1, return when the broker has acknowledged it.

        Raises:
            aiomqtt.MqttError: the connection broke, or nothing came for `CALL_TIMEOUT_S`.
        """
        await self.publish(
            message.topic,
            message.payload,
            qos=message.qos,
            retain=message.retain,
            properties=self._properties_of(message, PacketTypes.PUBLISH),
        )

    async def send_all(self, messages: Sequence[Message]) -> tuple[int, Exception | None]:
        """Publish several at once, in order; return how many of the first are acknowledged, and the error."""
        results = await asyncio.gather(*(self.send(message) for message in messages), return_exceptions=True)
        for place, result in enumerate(results):
            if isinstance(result, Exception):
                return place, result
            if isinstance(result, BaseException):
                raise result
        return len(messages), None

    def fits(self, message: Message) -> bool:
        """Whether the broker said that it takes packets of this size."""
        return self.max_packet_bytes is None or len(message.payload) + 512 <= self.max_packet_bytes

    async def broken(self) -> None:
        """Wait until the connection breaks.

        Raises:
            aiomqtt.MqttError: always, in the end.
        """
        async for _ in self.messages:
            continue

    def _will_of(self, will: Message) -> aiomqtt.Will:
        properties = self._properties_of(will, PacketTypes.WILLMESSAGE)
        return aiomqtt.Will(will.topic, will.payload, will.qos, will.retain, properties)

    def _properties_of(self, message: Message, packet: int) -> Properties | None:
        if not self._v5:
            return None
        properties = Properties(packet)  # type: ignore[no-untyped-call]
        properties.ContentType = CONTENT_TYPE
        properties.PayloadFormatIndicator = 1
        if message.retain:
            properties.MessageExpiryInterval = RETAINED_EXPIRY_S
        return properties

    def _hang_up(self) -> None:
        with suppress(Exception):
            self._client.disconnect()

    def _client_connect(self) -> None:
        """Connect; close the socket of a handshake that fails: paho leaves it in its variables."""
        try:
            super()._client_connect()
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)
            raise
        if self._given_up:
            self._hang_up()

    def _on_socket_close(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401 - aiomqtt's signature
        sock: Any,  # noqa: ANN401 - aiomqtt's signature
    ) -> None:
        """Let go of a socket. paho closes what is left when it is collected, perhaps after the loop."""
        if not self._loop.is_closed():
            super()._on_socket_close(client, userdata, sock)

    def _on_socket_unregister_write(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401 - aiomqtt's signature
        sock: Any,  # noqa: ANN401 - aiomqtt's signature
    ) -> None:
        if not self._loop.is_closed():
            super()._on_socket_unregister_write(client, userdata, sock)

    def _on_connect(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401 - aiomqtt's signature
        flags: Any,  # noqa: ANN401 - aiomqtt's signature
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        self.max_packet_bytes = getattr(properties, "MaximumPacketSize", None)
        super()._on_connect(client, userdata, flags, reason_code, properties)

    def _on_publish(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401 - aiomqtt's signature
        mid: int,
        reason_code: ReasonCode,
        properties: Properties,
    ) -> None:
        if reason_code.is_failure:
            self.refused.append(str(reason_code))
        super()._on_publish(client, userdata, mid, reason_code, properties)


def other_protocol(error: Exception) -> bool:
    """Whether a connection failed in a way that the other version of MQTT might not.

    A broker that does not know MQTT 5 may say so, hang up or be silent; aiomqtt reports a time-out for both.
    """
    if isinstance(error, aiomqtt.MqttCodeError):
        code = error.rc.value if isinstance(error.rc, ReasonCode) else error.rc
        return code in _WRONG_PROTOCOL
    return str(error) == "Operation timed out"


def _client_id(run: str) -> str:
    """The same for each connection of a run, so that the broker ends the old one; short enough for any."""
    return f"fpbox-{hashlib.sha256(run.encode()).hexdigest()[:16]}"


def _tls(address: Address) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=address.ca or None)
    if address.cert:
        context.load_cert_chain(address.cert, address.key or None)
    return context
