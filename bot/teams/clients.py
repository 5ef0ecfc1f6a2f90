"""Credentials, clients and the caller's identity, which botbuilder asks for at every turn: made only once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

from botbuilder.schema import Activity  # type: ignore[import-untyped]
from botframework.connector.aio import ConnectorClient  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AppCredentials,
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
    MicrosoftAppCredentials,
    ServiceClientCredentialsFactory,
)
from botframework.connector.auth._user_token_client_impl import (  # type: ignore[import-untyped]
    _UserTokenClientImpl,
)

from bot.channel import Failure, NotDelivered
from bot.teams.authentication import Authenticator
from bot.teams.hosts import NotAllowed, ServiceHosts
from bot.teams.tokens import SCOPE, BotToken

CLIENTS: Final = 64


class CachedCredentials(AppCredentials):  # type: ignore[misc]
    """The SDK's credentials on our one token.  Never fetches: that happens in `BotToken`, off the loop."""

    def __init__(self, app_id: str, token: BotToken):
        super().__init__(app_id=app_id, oauth_scope=SCOPE)
        self._token = token

    def get_access_token(self, force_refresh: bool = False) -> str:
        """The token held now.  Raises NoToken when there is none."""
        return self._token.current()


class CredentialsFactory(ServiceClientCredentialsFactory):  # type: ignore[misc]
    """Hands out the same credentials every time."""

    def __init__(self, app_id: str, token: BotToken | None):
        self._app_id = app_id
        self._credentials = CachedCredentials(app_id, token) if token else MicrosoftAppCredentials.empty()

    async def is_valid_app_id(self, app_id: str) -> bool:
        """Whether it is this bot's."""
        return app_id == self._app_id

    async def is_authentication_disabled(self) -> bool:
        """Only in development, which has no app id."""
        return not self._app_id

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool
    ) -> AppCredentials:
        """The one credentials object.  Raises PermissionError for another bot's id."""
        if app_id != self._app_id:
            raise PermissionError("not this bot's app id")
        return self._credentials


class CachedConnectors(ConnectorFactory):  # type: ignore[misc]
    """One SDK client for each audience and service URL (3 ms to make), a bounded number of them."""

    def __init__(self, app_id: str, credentials: CredentialsFactory, hosts: ServiceHosts):
        self._app_id = app_id
        self._credentials = credentials
        self._hosts = hosts
        self._clients: OrderedDict[tuple[str, str], ConnectorClient] = OrderedDict()

    async def create(self, service_url: str, audience: str = SCOPE) -> ConnectorClient:
        """The client for `service_url`.  Raises NotDelivered when its host is not allowed."""
        known = self._clients.get((audience, service_url))
        if known is not None:
            return known
        try:
            base = self._hosts.base(service_url)
        except NotAllowed as error:
            raise NotDelivered(Failure.REFUSED) from error
        credentials = await self._credentials.create_credentials(self._app_id, audience, "", True)
        client = ConnectorClient(credentials, base_url=base)
        if len(self._clients) >= CLIENTS:
            self._clients.popitem(last=False)
        self._clients[audience, service_url] = client
        return client


class TeamsAuthentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """The caller's identity and clients as the SDK wants them, each made only once."""

    def __init__(
        self, app_id: str, authenticator: Authenticator | None, token: BotToken | None, hosts: ServiceHosts
    ):
        self._app_id = app_id
        self._authenticator = authenticator
        self._credentials = CredentialsFactory(app_id, token)
        self._connectors = CachedConnectors(app_id, self._credentials, hosts)
        self._user_tokens: Any = None
        claims = {AuthenticationConstants.AUDIENCE_CLAIM: app_id} if app_id else {}
        self.admitted = AuthenticateRequestResult()
        self.admitted.claims_identity = ClaimsIdentity(claims, True)
        self.admitted.audience = SCOPE
        self.admitted.connector_factory = self._connectors

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """The same check as the endpoint's.  Raises Refused."""
        if self._authenticator is not None:
            verified = await self._authenticator.verify([auth_header])
            self._authenticator.admit(verified, activity.service_url, activity.channel_id)
        return self.admitted

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Not offered: there is no streaming endpoint."""
        raise PermissionError("streaming is not offered")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """The one factory."""
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> Any:
        """The one client."""
        if self._user_tokens is None:
            credentials = await self._credentials.create_credentials(self._app_id, SCOPE, "", True)
            self._user_tokens = _UserTokenClientImpl(
                self._app_id, credentials, AuthenticationConstants.OAUTH_URL
            )
        return self._user_tokens
