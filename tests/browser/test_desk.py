"""The desk in a real browser: what axe finds, by keyboard, on a phone, in dark, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from app import running
from bot.commands.support import opened
from bot.demo.run import load_demonstration
from bot.desk import site
from bot.imports.history import take_history
from bot.setting_readers import Mode
from bot.settings import Settings
from template_specs.language.loader import library
from tests.browser.conftest import free_port
from tests.browser.playground import browser

TEMPLATES = Path(site.__file__).parent / "templates"
NARROW = ("/desk?", "/desk/list", "/desk/behind", "/desk/report?", "/desk/self?")
"""Pages whose tables are read downwards on a phone."""
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
MONTHS = "from=2026-04&to=2026-06"
PAGES = {
    "overview.html": ("/desk",),
    "list.html": ("/desk/list?state=all", f"/desk/behind?{MONTHS}&table=grades.overall&line=1&cell=0"),
    "report.html": (f"/desk/report?{MONTHS}", f"/desk/patterns?{MONTHS}", f"/desk/self?{MONTHS}"),
    "write.html": (f"/desk/self/write?{MONTHS}", f"/desk/report/write?{MONTHS}"),
    "themes.html": (f"/desk/themes?{MONTHS}",),
    "audit.html": ("AUDIT",),
    "document.html": ("DOCUMENT",),
    "said.html": ("/desk/audit/unknown",),
}
"""The addresses of the desk's pages by their template."""
NOT_PAGES = {"base.html", "sign_in.html"}
"""What all of them extend; and what stands alone for the moment in which Teams signs somebody in."""
HISTORY = """case_ref,month,submitted,case_type,team,overall,overall evidence,recording,oversight
H-1,2026-04,10/04/2026,CIN,North,good,Her plan was read with both parents.,Clear notes,Supervised monthly
H-2,2026-05,12/05/2026,CP,South,inadequate,Visits were late.,Notes stop in March,No supervision
"""


@pytest.fixture
async def desk_url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a bot with the demonstration's cases, and two audits that are completed."""
    settings = Settings(
        mode=Mode.DEVELOPMENT,
        port=free_port(),
        database_url=f"sqlite:///{tmp_path / 'audits.db'}",
        shutdown_seconds=5,
    )
    file = tmp_path / "history.csv"
    file.write_text(HISTORY, encoding="utf-8")
    async with opened(settings) as storage:
        await load_demonstration(storage)
        await take_history(storage, file, library()["multi-agency-case-audit"], datetime.now(UTC))
    async with running(settings):
        yield f"http://{settings.host}:{settings.port}"


async def serious(tab: Tab) -> list[str]:
    """What axe finds on the page that is serious or critical: each rule with where."""
    await tab.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


async def tab_of(chromium: Browser, url: str, **how: Any) -> Tab:
    context = await chromium.new_context(base_url=url, bypass_csp=True, **how)
    return await context.new_page()


async def test_the_desk_for_everybody(desk_url: str) -> None:
    async with browser() as chromium:
        phone = await tab_of(chromium, desk_url, color_scheme="dark", viewport={"width": 390, "height": 800})
        wide = await tab_of(chromium, desk_url, viewport={"width": 1200, "height": 900})
        plain = await tab_of(chromium, desk_url, java_script_enabled=False)
        for path in await _every_page(wide):
            for tab, seen in ((phone, "on a phone, dark"), (wide, "on a laptop, light")):
                await tab.goto(path)
                assert await serious(tab) == [], f"{path} {seen}"
                over = await tab.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert over <= 0, f"{path} {seen} is {over} pixels too wide"
            await plain.goto(path)
            assert await plain.inner_text("main") == await wide.inner_text("main"), (
                f"{path} without JavaScript"
            )
            if path.startswith(NARROW):
                cut = await phone.evaluate(
                    "[...document.querySelectorAll('.wide')].map(part => part.scrollWidth - part.clientWidth)"
                )
                assert max(cut, default=0) <= 0, f"{path}: a table is cut off on a phone"
        ground = await phone.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground != await wide.evaluate("getComputedStyle(document.body).backgroundColor")
        await _by_keyboard(wide)
        await _without_javascript(await tab_of(chromium, desk_url, java_script_enabled=False))


async def _every_page(tab: Tab) -> list[str]:
    """The address of at least one page of each template; what none of them shows is a fault of this test."""
    assert {path.name for path in TEMPLATES.glob("*.html")} == {*PAGES, *NOT_PAGES}
    await tab.goto("/desk/list?state=all")
    await tab.get_by_role("link", name=re.compile("^H-")).first.click()
    audit = tab.url
    await tab.get_by_role("button", name="Make the Word document").click()
    there = {"AUDIT": audit, "DOCUMENT": tab.url}
    return [there.get(path, path) for paths in PAGES.values() for path in paths]


async def _by_keyboard(tab: Tab) -> None:
    """The first key leads past the menu; a figure is reached and opened, and a finding coded, without a
    mouse."""
    await tab.goto("/desk")
    await tab.keyboard.press("Tab")
    assert await tab.evaluate("document.activeElement.textContent") == "Go to the content"
    await tab.keyboard.press("Enter")
    await tab.keyboard.press("Tab")
    await tab.keyboard.press("Enter")
    await expect(tab).to_have_url(re.compile(r"/desk/list\?"))
    await tab.goto(f"/desk/themes?{MONTHS}")
    await tab.locator("input[type=checkbox]").first.focus()
    await tab.keyboard.press("Space")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("status")).to_contain_text("1 finding saved.")


async def _without_javascript(tab: Tab) -> None:
    """From a figure of the report to its audit, whole."""
    await tab.goto(f"/desk/report?{MONTHS}")
    await tab.locator("a[href*='table=grades.overall']").first.click()
    await tab.get_by_role("link", name=re.compile("^H-")).first.click()
    await expect(tab.locator("main")).to_contain_text("Overall")
    await tab.get_by_role("button", name="Make the Word document").click()
    async with tab.expect_download() as fetched:
        await tab.get_by_role("button", name="Download the note").click()
    assert (await fetched.value).suggested_filename == "audit-note.docx"
