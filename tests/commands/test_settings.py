"""No combination of settings starts an open bot, and each refusal names the setting."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from bot.setting_cures import CURES
from bot.setting_readers import AppType, Mode
from bot.settings import NotStartable, load

GUID = "6f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f"
KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION: dict[str, object] = {
    "MODE": "production",
    "APP_ID": GUID,
    "APP_TYPE": "SingleTenant",
    "APP_PASSWORD": "a-long-enough-client-secret",
    "TENANT_IDS": GUID,
    "DATA_KEYS": f"2026a:{KEY}",
    "DATABASE_URL": "postgresql://bot:hunter2hunter2@db/auditbot",
}
WITHOUT = object()
DEVELOPMENT: dict[str, object] = {
    "MODE": "development",
    **dict.fromkeys(("APP_ID", "APP_TYPE", "APP_PASSWORD", "TENANT_IDS"), WITHOUT),
}

# (what changes from a sound production, the setting that the refusal names)
REFUSED: list[tuple[dict[str, object], str]] = [
    ({"MODE": WITHOUT}, "MODE"),
    ({"MODE": ""}, "MODE"),
    ({"MODE": " "}, "MODE"),
    ({"MODE": "Production"}, "MODE"),
    ({"MODE": "prod"}, "MODE"),
    ({"MODE": "production "}, "MODE"),
    ({"MODE": "developement"}, "MODE"),
    ({"MODE": "test"}, "MODE"),
    ({"APP_ID": WITHOUT}, "APP_ID"),
    ({"APP_ID": ""}, "APP_ID"),
    ({"APP_ID": "   "}, "APP_ID"),
    ({"APP_ID": "my-bot"}, "APP_ID"),
    ({"APP_ID": GUID[:-1]}, "APP_ID"),
    ({"APP_ID": "{" + GUID + "}"}, "APP_ID"),
    ({"APP_ID": "00000000-0000-0000-0000-000000000000"}, "APP_ID"),
    ({"APP_TYPE": WITHOUT}, "APP_TYPE"),
    ({"APP_TYPE": ""}, "APP_TYPE"),
    ({"APP_TYPE": "singletenant"}, "APP_TYPE"),
    ({"APP_TYPE": "MultiTenant"}, "APP_TYPE"),
    ({"APP_TYPE": "SingleTennant"}, "APP_TYPE"),
    ({"APP_TYPE": "None"}, "APP_TYPE"),
    ({"APP_PASSWORD": WITHOUT}, "APP_PASSWORD"),
    ({"APP_PASSWORD": ""}, "APP_PASSWORD"),
    ({"APP_PASSWORD": "short"}, "APP_PASSWORD"),
    ({"APP_TYPE": "UserAssignedMSI"}, "APP_PASSWORD"),
    ({"TENANT_IDS": WITHOUT}, "TENANT_IDS"),
    ({"TENANT_IDS": ""}, "TENANT_IDS"),
    ({"TENANT_IDS": "common"}, "TENANT_IDS"),
    ({"TENANT_IDS": "*"}, "TENANT_IDS"),
    ({"TENANT_IDS": f"{GUID},"}, "TENANT_IDS"),
    ({"TENANT_IDS": f"{GUID};{GUID}"}, "TENANT_IDS"),
    ({"DATA_KEYS": WITHOUT}, "DATA_KEYS"),
    ({"DATA_KEYS": ""}, "DATA_KEYS"),
    ({"DATA_KEYS": KEY}, "DATA_KEYS"),
    ({"DATA_KEYS": "a:"}, "DATA_KEYS"),
    ({"DATA_KEYS": "a:c2hvcnQ="}, "DATA_KEYS"),
    ({"DATA_KEYS": "a:" + "A" * 43 + "="}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY},a:{KEY}"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY},"}, "DATA_KEYS"),
    ({"DATA_KEYS": "a:not base64 at all"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY}:read"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY}:reed,b:{KEY}"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY}:,b:{KEY}"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"a:{KEY}:read:read,b:{KEY}"}, "DATA_KEYS"),
    ({"PROXIES": "my proxy"}, "PROXIES"),
    ({"PROXIES": "10.0.0.4/8"}, "PROXIES"),
    ({"MOST_CONNECTIONS": "3"}, "MOST_CONNECTIONS"),
    ({"HOST": ""}, "HOST"),
    ({"HOST": "everywhere"}, "HOST"),
    ({"PORT": ""}, "PORT"),
    ({"PORT": "0"}, "PORT"),
    ({"PORT": "65536"}, "PORT"),
    ({"PORT": "http"}, "PORT"),
    ({"PORT": "-1"}, "PORT"),
    ({"DATABASE_URL": ""}, "DATABASE_URL"),
    ({"DATABASE_URL": "not an address"}, "DATABASE_URL"),
    ({"DATABASE_URL": "mysql://bot:hunter2hunter2@db/auditbot"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://bot:hunter2hunter2@db"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite+aiosqlite://"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
    ({"DATABASE_READ_URL": "not an address"}, "DATABASE_READ_URL"),
    ({"DATABASE_READ_URL": "sqlite:///data/copy.db"}, "DATABASE_READ_URL"),
    ({"DATABASE_READ_URL": PRODUCTION["DATABASE_URL"]}, "DATABASE_READ_URL"),
    (
        {"DATABASE_URL": WITHOUT, "DATABASE_READ_URL": "postgresql://b:hunter2hunter2@r/a"},
        "DATABASE_READ_URL",
    ),
    ({"DATABASE_URL": "postgresql+psycopg2://bot:hunter2hunter2@db/auditbot"}, "DATABASE_URL"),
    ({"SERVICE_HOSTS": ""}, "SERVICE_HOSTS"),
    ({"SERVICE_HOSTS": "https://smba.trafficmanager.net"}, "SERVICE_HOSTS"),
    ({"SERVICE_HOSTS": "*.trafficmanager.net"}, "SERVICE_HOSTS"),
    ({"SERVICE_HOSTS": "localhost"}, "SERVICE_HOSTS"),
    ({"SERVICE_HOSTS": "127.0.0.1"}, "SERVICE_HOSTS"),
    ({"OPENID_METADATA_URL": ""}, "OPENID_METADATA_URL"),
    ({"OPENID_METADATA_URL": "http://login.botframework.com/v1"}, "OPENID_METADATA_URL"),
    ({"ORGANISATION": "A Council Whose Name Is Much Too Long"}, "ORGANISATION"),
    ({"WEBSITE_URL": "http://example.org/audits"}, "WEBSITE_URL"),
    ({"PRIVACY_URL": "example.org"}, "PRIVACY_URL"),
    ({"TERMS_URL": ""}, "TERMS_URL"),
    ({"METRICS_OPEN": ""}, "METRICS_OPEN"),
    ({"METRICS_OPEN": "yes"}, "METRICS_OPEN"),
    ({"METRICS_OPEN": "1"}, "METRICS_OPEN"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ({"SHUTDOWN_SECONDS": "0"}, "SHUTDOWN_SECONDS"),
    ({"CONCERN_HOURS": "0"}, "CONCERN_HOURS"),
    ({"CLOSED_DAYS": "24 December"}, "CLOSED_DAYS"),
    ({"REMINDERS": "before=2,before=3"}, "REMINDERS"),
    ({"REMINDERS": "on=perhaps"}, "REMINDERS"),
    ({"REMINDERS": "before=40"}, "REMINDERS"),
    ({"RETENTION": "audits"}, "RETENTION"),
    ({"RETENTION": "audits=0"}, "RETENTION"),
    ({"RETENTION": "audits=84,audits=12"}, "RETENTION"),
    ({"RETENTION": "letters=84"}, "RETENTION"),
    ({"PURGE_LIST": "/"}, "PURGE_LIST"),
    ({"CLOSED_DAYS": "2026-12-31..2026-12-24"}, "CLOSED_DAYS"),
    ({"TENNANT_IDS": GUID}, "TENNANT_IDS"),
    ({"APPID": GUID}, "APPID"),
    # Development is for one machine.
    ({**DEVELOPMENT, "HOST": "0.0.0.0"}, "HOST"),
    ({**DEVELOPMENT, "HOST": "192.168.1.4"}, "HOST"),
    ({**DEVELOPMENT, "HOST": "::"}, "HOST"),
    # It is never half a production: the rest of a registration means that production was meant.
    ({**DEVELOPMENT, "APP_ID": GUID}, "APP_ID"),
    ({**DEVELOPMENT, "APP_TYPE": "SingleTenant"}, "APP_TYPE"),
    ({**DEVELOPMENT, "APP_PASSWORD": "a-long-enough-client-secret"}, "APP_PASSWORD"),
    ({**DEVELOPMENT, "TENANT_IDS": GUID}, "TENANT_IDS"),
    ({**DEVELOPMENT, "SERVICE_HOSTS": "smba.trafficmanager.net"}, "SERVICE_HOSTS"),
    ({**DEVELOPMENT, "OPENID_METADATA_URL": "https://login.botframework.com/v1/x"}, "OPENID_METADATA_URL"),
]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("AUDITBOT_"):
            monkeypatch.delenv(name)


def set_all(monkeypatch: pytest.MonkeyPatch, *changes: dict[str, object]) -> None:
    values: dict[str, object] = {}
    for change in changes:
        values |= change
    for name, value in values.items():
        if value is not WITHOUT:
            monkeypatch.setenv(f"AUDITBOT_{name}", str(value))


@pytest.mark.parametrize("name", [name.upper() for name in CURES if name != "database_url"])
def test_no_message_repeats_a_secret_in_the_wrong_line(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    secret = "Xq7~aB3.secret-value"
    set_all(monkeypatch, PRODUCTION, {name: secret})
    if name in ("APP_PASSWORD", "ORGANISATION"):  # where it belongs, and where any words do
        assert secret not in repr(load(None))
        return
    with pytest.raises(NotStartable) as refused:
        load(None)
    assert secret not in str(refused.value)
    assert all(fault.startswith("AUDITBOT_") for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("change", "named"), REFUSED, ids=[f"{named}-{place}" for place, (_, named) in enumerate(REFUSED)]
)
def test_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, change: dict[str, object], named: str) -> None:
    set_all(monkeypatch, PRODUCTION, change)
    with pytest.raises(NotStartable) as refused:
        load(None)
    (fault,) = refused.value.faults
    assert fault.startswith(f"AUDITBOT_{named} ")
    assert "\n" not in fault
    assert "hunter2" not in fault
    assert KEY not in fault


def test_a_sound_production_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, PRODUCTION)
    settings = load(None)
    assert settings.mode is Mode.PRODUCTION
    assert settings.app_type is AppType.SINGLE_TENANT
    assert settings.tenant_ids == (GUID,)
    assert settings.host == "127.0.0.1"
    assert not settings.metrics_open
    assert "hunter2" not in repr(settings)
    assert KEY not in repr(settings)


def test_a_key_may_be_one_that_only_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = f"new:{KEY}:read,old:{KEY}"
    set_all(monkeypatch, PRODUCTION, {"DATA_KEYS": keys, "PROXIES": "10.0.0.4, 10.1.0.0/16"})
    settings = load(None)
    assert settings.data_keys == keys
    assert [str(network) for network in settings.proxies] == ["10.0.0.4/32", "10.1.0.0/16"]


def test_a_managed_identity_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, PRODUCTION, {"APP_TYPE": "UserAssignedMSI", "APP_PASSWORD": WITHOUT})
    assert load(None).app_type is AppType.USER_ASSIGNED_MSI


def test_every_missing_part_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, {"MODE": "production"})
    with pytest.raises(NotStartable) as refused:
        load(None)
    assert [fault.split()[0] for fault in refused.value.faults] == [
        "AUDITBOT_APP_ID",
        "AUDITBOT_APP_TYPE",
        "AUDITBOT_TENANT_IDS",
        "AUDITBOT_DATA_KEYS",
    ]


def test_make_run_states_development_but_never_overrules_a_stated_mode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load(None, mode=Mode.DEVELOPMENT).mode is Mode.DEVELOPMENT
    set_all(monkeypatch, PRODUCTION)
    assert load(None, mode=Mode.DEVELOPMENT).mode is Mode.PRODUCTION


def test_the_env_file_counts_and_its_misspellings_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / ".env"
    env.write_text("AUDITBOT_MODE=development\nAUDITBOT_PROT=4000\n", encoding="utf-8")
    with pytest.raises(
        NotStartable, match=r"^AUDITBOT_PROT is not a setting\. Did you mean AUDITBOT_PORT\?$"
    ):
        load(env)
    env.write_text("AUDITBOT_MODE=development\nAUDITBOT_PORT=4000\n", encoding="utf-8")
    assert load(env).port == 4000
