"""What to write where a setting holds something else, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.audits.audit import Role
from storage.record_kinds import Kind

TEAMS_HOST = "smba.trafficmanager.net"
APP = "app"
"""Stands for a role where an application's own app roles say who has which."""

CURES: Mapping[str, str] = {
    "mode": "write AUDITBOT_MODE=production (make run sets development itself)",
    "host": "write the IP address to listen on, such as 127.0.0.1",
    "port": "write a port such as 3978",
    "database_url": "write an address such as postgresql://USER:PASSWORD@HOST/NAME",
    "database_read_url": "write the address of a PostgreSQL replica of the bot's database",
    "app_id": "write the bot's application id from Azure",
    "app_type": "write UserAssignedMSI or SingleTenant",
    "app_password": "write the client secret that goes with SingleTenant",
    "tenant_ids": "write the id of your Microsoft 365 tenant",
    "data_keys": "write id:base64 pairs of 32 random bytes (openssl rand -base64 32) separated by commas; "
    ":read behind a pair makes it a key that only opens",
    "service_hosts": f"write host names such as {TEAMS_HOST}",
    "openid_metadata_url": "write an address that begins with https://",
    "forms": "write the folder of your own forms, such as forms",
    "organisation": "write your organisation's name, such as Example Council",
    "website_url": "write the https:// address of a page about the audits, or of your organisation",
    "privacy_url": "write the https:// address of your privacy notice",
    "terms_url": "write the https:// address of the terms that staff use it under",
    "public_url": "write the address that people reach the bot by, such as https://audits.example.gov.uk",
    "tab_client_id": "write the client id of the tab's app registration, as Azure shows it",
    "catalogue_app_id": "write the app's id as the Teams admin centre shows it under Manage apps",
    "metrics_open": "write true or false",
    "proxies": "write the addresses of the proxies in front, such as 10.0.0.4 or 10.0.0.0/24",
    "most_connections": "write a number such as 1000",
    "log_level": "write info",
    "traces_url": "write the address of a collector, such as http://127.0.0.1:4318/v1/traces",
    "graph_roles": "write roles and groups' object ids such as auditor=GROUP-ID, separated by commas (the "
    f"roles are {', '.join(Role)}), or {APP}=CLIENT-ID for the app roles of an application",
    "graph_install": "write true or false",
    "duty_emails": "write e-mail addresses of the people list, separated by commas",
    "concern_hours": "write a number of hours such as 2",
    "reminders": "write working days such as before=2,on=yes,after=1 (0 or no: none)",
    "closed_days": "write days such as 2026-12-24 or 2026-12-28..2026-12-31, separated by commas",
    "retention": f"write kinds and months such as audits=84,withdrawn=12; the kinds are {', '.join(Kind)}",
    "purge_list": "write the name of a file that ends in .list, such as data/purged.list",
    "shutdown_seconds": "write a number of seconds such as 20",
}
