"""What Teams posts besides plain messages, in the shapes that its clients send them in."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any

EMOJI = (
    '<span title="Sad" type="(sad)" class="animated-emoticon-20-sad" itemscope="">'
    '<img itemscope="" itemtype="http://schema.skype.com/Emoji" itemid="sad" '
    'src="https://statics.teams.cdn.office.net/evergreen-assets/personal-expressions/sad/20_f.png" '
    'title="Sad" alt="{sign}" style="width:20px; height:20px"></span>'
)
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"


def html_part(content: str) -> dict[str, Any]:
    """The html part of a message."""
    return {"contentType": "text/html", "content": content}


def emoji(sign: str) -> str:
    """An emoji as the html part holds it."""
    return EMOJI.format(sign=sign)


def file(name: str) -> dict[str, Any]:
    """A file dropped into the chat."""
    return {
        "contentType": DOWNLOAD,
        "contentUrl": f"https://example.sharepoint.com/personal/{name}",
        "name": name,
        "content": {"downloadUrl": "https://download.link", "uniqueId": "1150D938", "fileType": name[-4:]},
    }


def picture() -> dict[str, Any]:
    """A picture pasted into the compose box."""
    return {"contentType": "image/*", "contentUrl": "https://smba.trafficmanager.net/uk/v3/attachments/0-weu"}


def quoting(message: str, preview: str, reply: str, at: datetime | None = None) -> list[dict[str, Any]]:
    """The attachments of a quoted reply: the quote stands in the html part only."""
    sent = str(int(at.timestamp() * 1000)) if at is not None else ""
    content = (
        f'<div><blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="{message}">\n'
        '<strong itemprop="mri" itemid="28:00000000-aaaa-bbbb-cccc-000000000001">Audits</strong>'
        f'<span itemprop="time" itemid="{sent}"></span>\n'
        f'<p itemprop="preview">{html.escape(preview)}</p>\n</blockquote>\n<p>{html.escape(reply)}</p></div>'
    )
    return [html_part(content)]
