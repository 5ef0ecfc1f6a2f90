"""The turn in botbuilder's terms: its adapter and its handler.

This module and `clients` alone touch the SDK's classes.  A turn runs through the SDK's `process_activity`, a
`TurnContext` and an `ActivityHandler`, without what is slow or unsafe around them in 4.17.1: clients built
twice a turn, tokens fetched on the event loop, bodies serialised twice, `requests` in a thread.
"""

from __future__ import annotations

import traceback
from enum import Enum
from typing import Any, Final

import orjson
import structlog
from botbuilder.core import ActivityHandler, CloudAdapterBase, TurnContext  # type: ignore[import-untyped]
from botbuilder.schema import (  # type: ignore[import-untyped]
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    InvokeResponse,
    ResourceResponse,
)
from msrest.serialization import Model

from bot.channel import ActivityKind, Card, Handler, Inbound, InvokeReply, NotDelivered
from bot.teams.clients import TeamsAuthentication
from bot.teams.connector import CARD_TYPE, Wire, conversation_path
from bot.teams.reader import Reading

MESSAGE_TYPE: Final = "application/vnd.microsoft.activity.message"
SORRY: Final = "Something went wrong and nothing from your last message was saved. Please try again."
NOT_SHOWN: Final = "The answer could not be shown just now. Type card to see where you are."
RECEIVED: Final = "Received."

log = structlog.get_logger("bot.teams")


class TeamsActivity(Activity):  # type: ignore[misc]
    """The SDK's activity, carrying what we have read of it."""

    def __init__(self, reading: Reading):
        inbound = reading.inbound
        address = inbound.address
        super().__init__(
            type=reading.kind,
            id=inbound.activity_id or None,
            channel_id=reading.channel_id,
            service_url=address.service_url,
            conversation=ConversationAccount(id=address.conversation_id),
            from_property=ChannelAccount(id=address.user_id, aad_object_id=inbound.aad_object_id),
            recipient=ChannelAccount(id=address.bot_id),
            text=inbound.text,
            value=inbound.data,
        )
        self.inbound: Inbound = inbound


class TeamsBot(ActivityHandler):  # type: ignore[misc]
    """Hands each activity to the bot's `Handler`; its answer to an invoke becomes a plain InvokeResponse."""

    def __init__(self, handler: Handler):
        super().__init__()
        self._handler = handler

    async def _take(self, context: TurnContext) -> None:
        inbound = context.activity.inbound
        answer = await self._handler(inbound)
        if inbound.invoke:
            _leave(context, in_place(answer or InvokeReply()))

    async def on_invoke_activity(self, context: TurnContext) -> None:
        """A button press, or an invoke that this bot does not know, which is acknowledged without a body."""
        await self._take(context)
        if not context.activity.inbound.invoke:
            _leave(context, None)

    on_message_activity = _take
    on_message_update_activity = _take
    on_message_delete_activity = _take
    on_message_reaction_activity = _take
    on_conversation_update_activity = _take
    on_installation_update = _take
    on_event_activity = _take
    on_typing_activity = _take
    on_end_of_conversation_activity = _take
    on_unrecognized_activity_type = _take


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]
    """`CloudAdapterBase` on our own pooled client.  If a turn fails, it tells the person and logs where."""

    def __init__(self, authentication: TeamsAuthentication, wire: Wire):
        super().__init__(authentication)
        self._wire = wire
        self._admitted = authentication.admitted
        self.on_turn_error = self._failed

    async def take(self, reading: Reading, bot: TeamsBot) -> InvokeResponse | None:
        """Run one accepted activity through the SDK.  Returns the answer to an invoke, or None."""
        return await self.process_activity(self._admitted, TeamsActivity(reading), bot.on_turn)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        """Send each activity over the pooled client.  Raises NotDelivered."""
        responses = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
                responses.append(ResourceResponse())
            elif activity.type == ActivityTypes.trace:
                responses.append(ResourceResponse())
            else:
                rest = ("activities", activity.reply_to_id) if activity.reply_to_id else ("activities",)
                responses.append(await self._call("POST", activity, *rest))
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> Any:
        """Edit an activity in place.  Raises NotDelivered."""
        return await self._call("PUT", activity, "activities", activity.id or "")

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete an activity.  Raises NotDelivered."""
        path = conversation_path(reference.conversation.id, "activities", reference.activity_id or "")
        await self._wire.call("DELETE", reference.service_url, path)

    async def _call(self, method: str, activity: Activity, *rest: str) -> Any:
        path = conversation_path(activity.conversation.id, *rest)
        answer = await self._wire.call(method, activity.service_url, path, plain(activity))
        told = orjson.loads(answer) if answer else {}
        return ResourceResponse(id=told.get("id") if isinstance(told, dict) else None)

    async def _failed(self, context: TurnContext, error: Exception) -> None:
        """Say that nothing was saved, and log where it happened: an exception's text may quote the person."""
        inbound: Inbound = context.activity.inbound
        answer_failed = isinstance(error, NotDelivered)
        log.error("turn_failed", kind=type(error).__name__, came=inbound.came.value, at=place(error))
        if context.activity.type == ActivityTypes.invoke:
            words = NOT_SHOWN if answer_failed else SORRY
            if inbound.invoke:
                _leave(context, in_place(InvokeReply(text=words)))
            else:
                _leave(context, None)
        elif inbound.came in (ActivityKind.MESSAGE, ActivityKind.ACTION) and not answer_failed:
            # A NotDelivered comes from after the turn's commit: "nothing was saved" would be untrue, and
            # another send to the same chat would most likely fail as well.
            try:
                await context.send_activity(SORRY)
            except NotDelivered as undelivered:
                log.warning("apology_not_delivered", failure=undelivered.failure.value)


def in_place(answer: InvokeReply) -> dict[str, Any]:
    """`answer` in the form Teams reads after an Execute; the card where it has both."""
    if answer.card is not None:
        return {"statusCode": 200, "type": CARD_TYPE, "value": Card.sent(answer.card)}
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": answer.text or RECEIVED}


def _leave(context: TurnContext, body: dict[str, Any] | None) -> None:
    # Put in the turn's state directly: sent as an activity, the SDK would copy the whole card first.
    response = InvokeResponse(status=200, body=body)
    context.turn_state[TeamsAdapter._INVOKE_RESPONSE_KEY] = Activity(
        type=ActivityTypes.invoke_response, value=response
    )


def plain(value: Any) -> Any:
    """An SDK model as JSON's own types, by its attribute map: 150 times quicker than msrest's serialiser."""
    if isinstance(value, Model):
        fields = {
            entry["key"]: plain(held)
            for name, entry in value._attribute_map.items()
            if entry["key"] and (held := getattr(value, name, None)) is not None
        }
        return fields | (value.additional_properties or {})
    if isinstance(value, list):
        return [plain(held) for held in value]
    return value.value if isinstance(value, Enum) else value


def place(error: BaseException) -> str:
    """Where `error` was raised, as file:line function; none of its words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno} {frames[-1].name}" if frames else "unknown"
