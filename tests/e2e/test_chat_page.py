"""The chat page in a real browser, over a scripted assistant."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from assistant.store import SqlConversationStore
from assistant.types import Mode, QuickReply
from retrieval.catalog.snapshot import ShopSettings
from retrieval.types import RankedItem
from tests.api.serving import MemoryCatalogs, Site, serving
from tests.conftest import required
from tests.fakes_assistant import SWEATER, ScriptedAssistant, item

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@dataclass(slots=True, kw_only=True)
class Visit:
    """One browser profile on a running shop; `faults` are its console errors and exceptions."""

    site: Site
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.page.get_by_role("textbox").fill(text)
        await self.page.get_by_role("textbox").press("Enter")

    async def conversation(self) -> str | None:
        """The id that a reload would resume."""
        key = "shopwright:conversation:wool"
        value: str | None = await self.page.evaluate("key => localStorage.getItem(key)", key)
        return value


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium of this machine."""
    required(CHROMIUM is not None, "Chromium")
    async with async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A shop that sells sweaters with a drawn picture."""
    images = tmp_path / "images"
    images.mkdir()
    (images / "s-1.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    catalogs = MemoryCatalogs()
    catalogs.add(ShopSettings(name="wool", title="Wool & Co", source_dir=str(tmp_path)), [SWEATER])
    assistant = ScriptedAssistant(store=store)
    async with serving(store=store, assistant=assistant, catalogs=catalogs, model="scripted@1") as running:
        yield running
    await store.aclose()


async def opened(browser: Browser, site: Site, *, locale: str = "en-US") -> Visit:
    """A fresh profile on the shop's page, ready to talk."""
    context = await browser.new_context(locale=locale, base_url=site.base)
    page = await context.new_page()
    visit = Visit(site=site, context=context, page=page)
    page.on("console", lambda told: visit.faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    await page.goto("/shop/wool")
    await expect(page.get_by_role("heading", level=2)).to_be_visible()
    return visit


@pytest.fixture
async def visit(browser: Browser, site: Site) -> AsyncIterator[Visit]:
    """An English shopper; no console error, policy violation or exception may have happened."""
    one = await opened(browser, site)
    yield one
    assert one.faults == []
    await one.context.close()


async def test_a_question_gets_cards_prose_and_reasons(visit: Visit) -> None:
    """An example chip is asked; the card shows price, rating, stock, picture and why."""
    page = visit.page
    await page.locator(".greeting .chip").first.click()
    await expect(page.locator(".assistant .prose")).to_have_text("A striped sweater for $45.50.")
    card = page.locator(".card")
    await expect(card.get_by_role("heading")).to_have_text("Striped Wool Sweater")
    await expect(card.locator(".price")).to_have_text("$45.50")
    await expect(card).to_contain_text("4.5 (12)")
    await expect(card).to_contain_text("Only 3 left")
    width = await card.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)")
    assert width == 9
    await card.get_by_text("Why this?").click()
    await expect(card).to_contain_text("In stock: 3 left")
    await expect(card.locator(".bars")).to_contain_text("0.75")
    assert len(visit.site.assistant.heard) == 1


async def test_a_reload_resumes_the_conversation(visit: Visit) -> None:
    """After a reload the words, the answer and the cards are there, and the next turn is the second."""
    await visit.say("a sweater")
    await expect(visit.page.locator(".receipt")).to_have_count(1)
    before = await visit.conversation()
    await visit.page.reload()
    await expect(visit.page.locator(".shopper .bubble")).to_have_text("a sweater")
    await expect(visit.page.locator(".card")).to_have_count(1)
    await visit.say("another")
    await expect(visit.page.locator(".receipt")).to_have_count(2)
    assert await visit.conversation() == before
    assert [heard.text for heard in visit.site.assistant.heard] == ["a sweater", "another"]


async def test_a_new_conversation_forgets_the_old_one(visit: Visit) -> None:
    """The button clears the page, and what is said next belongs to another conversation."""
    await visit.say("a sweater")
    await expect(visit.page.locator(".receipt")).to_have_count(1)
    before = await visit.conversation()
    await visit.page.get_by_role("button", name="New conversation").click()
    await expect(visit.page.locator(".turn")).to_have_count(0)
    await visit.say("again")
    await expect(visit.page.locator(".receipt")).to_have_count(1)
    assert await visit.conversation() not in (None, before)


async def test_a_deleted_conversation_begins_anew(visit: Visit) -> None:
    """Where the log is gone, a reload greets instead of failing."""
    await visit.say("a sweater")
    await expect(visit.page.locator(".receipt")).to_have_count(1)
    await visit.site.store.delete(str(await visit.conversation()))
    await visit.page.reload()
    await expect(visit.page.locator(".greeting .chip").first).to_be_visible()
    await expect(visit.page.locator(".turn")).to_have_count(0)


async def test_catalog_text_stays_text(visit: Visit) -> None:
    """Markup in a title, a reason, a link and the shopper's own words is shown, not run."""
    evil = replace(SWEATER, title=EVIL, url="javascript:document.title=3", merchant=EVIL)
    ranked = item(evil)
    visit.site.assistant.items = (
        RankedItem(
            product=evil,
            final_score=ranked.final_score,
            contributions=ranked.contributions,
            reasons=(replace(ranked.reasons[0], text=EVIL),),
        ),
    )
    visit.site.assistant.words = (EVIL,)
    await visit.say(EVIL)
    page = visit.page
    await expect(page.locator(".receipt")).to_have_count(1)
    await expect(page.locator(".card h3")).to_have_text(EVIL)
    await expect(page.locator(".shopper .bubble")).to_have_text(EVIL)
    await expect(page.locator(".prose")).to_have_text(EVIL)
    await expect(page.locator(".card a")).to_have_count(0)
    assert await page.locator("script:not([src]), img[onerror]").count() == 0
    await expect(page).to_have_title("Wool & Co")


async def test_each_answer_is_announced_once(visit: Visit) -> None:
    """The polite live region changes when the answer is whole, not with each word."""
    visit.site.assistant.words = tuple(f"word{number} " for number in range(30))
    await visit.page.evaluate(
        """() => {
            window.told = [];
            const region = document.querySelector('[aria-live=polite]');
            const watcher = new MutationObserver(() => window.told.push(region.textContent));
            watcher.observe(region, {childList: true});
        }"""
    )
    await visit.say("a sweater")
    await expect(visit.page.locator(".receipt")).to_have_count(1)
    told: list[str] = await visit.page.evaluate("window.told")
    assert [bool(re.search("word", text)) for text in told].count(True) == 1
    assert told[-1].startswith("word0 word1 ")
    assert told[-1].endswith("1 product.")


async def test_show_more_asks_for_more(visit: Visit) -> None:
    """The chip under the last answer is an utterance like any other; older answers lose theirs."""
    await visit.say("a sweater")
    await visit.page.get_by_role("button", name="Show more").click()
    await expect(visit.page.locator(".receipt")).to_have_count(2)
    assert visit.site.assistant.heard[-1].text == "Show more"
    await expect(visit.page.get_by_role("button", name="Show more")).to_have_count(1)


async def test_a_quick_reply_says_its_words(visit: Visit) -> None:
    """The button shows text and count as plain text, works by keyboard, and sends what it says."""
    visit.site.assistant.quick_replies = (QuickReply(text="<b>Black</b>", says="black", count=14),)
    await visit.say("a sweater")
    button = visit.page.get_by_role("button", name="<b>Black</b> (14)")
    await button.focus()
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(".receipt")).to_have_count(2)
    assert visit.site.assistant.heard[-1].text == "black"


async def test_reduced_mode_is_said(visit: Visit) -> None:
    """A turn without the model shows the banner."""
    visit.site.assistant.mode = Mode.REDUCED
    await expect(visit.page.locator("#banner")).to_be_hidden()
    await visit.say("a sweater")
    await expect(visit.page.locator("#banner")).to_contain_text("language model is not available")


async def test_a_chinese_browser_gets_a_chinese_page(browser: Browser, site: Site) -> None:
    """Labels follow the browser's language."""
    visit = await opened(browser, site, locale="zh-CN")
    await expect(visit.page.get_by_role("button", name="新对话")).to_be_visible()
    await visit.say("毛衣")
    await expect(visit.page.locator(".card")).to_contain_text("仅剩 3 件")
    assert visit.faults == []
    await visit.context.close()


async def test_the_documentation_page_lists_operations(visit: Visit) -> None:
    """Drawn from the OpenAPI document, under the same strict policy."""
    await visit.page.goto("/docs")
    await expect(visit.page.get_by_text("/api/conversations/{conversation_id}/turns")).to_be_visible()
