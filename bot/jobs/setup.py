"""Provision the site and the mailbox: lists, folders, templates, categories. What is there stays as it is."""

from functools import partial

from bot.app import App
from bot.desk.declarations import DECLARATIONS, FOLDERS, LIBRARY
from bot.desk.lists.bediening import DIENST_ITEM, NOODSTOP_ITEM
from bot.jobs.mail.mark import CATEGORIES, URGENT
from bot.jobs.sending import owner
from bot.jobs.site.read import SiteReader, item_list
from bot.m365.items import Item, ItemList, item_in
from bot.m365.making import look_or_make
from bot.models.actor import Service
from bot.store import engagements, events, site


def setup(app: App) -> list[str]:
    """Make what is absent; answers what stands, a line each."""
    lines = [_lists(app), _library(app), _mailbox(app)]
    _fixed_items(app)
    with app.journal.begin() as tx:
        engagements.ensure(tx, app.institutions)
        for code in app.institutions:
            site.mark(tx, "Provincies" if code.startswith("PV") else "Gemeenten", code)
        events.record(tx, app.now(), "setup", actor=Service())
    SiteReader(app).read()
    from bot.jobs.site.write import write

    written = write(app)
    return [*lines, f"items: {written} written in Gemeenten, Provincies and Bediening"]


def _lists(app: App) -> str:
    kinds = [kind.label for kind in app.kinds.values()]
    for spec in DECLARATIONS:
        choices = {"Brief": kinds} if spec.name == "Golven" else None
        app.site.ensure_list(spec.graph(choices))
    app.cache.pop("lists", None)
    return f"lists: {', '.join(spec.name for spec in DECLARATIONS)}"


def _library(app: App) -> str:
    for name in FOLDERS:
        app.library.ensure_folder(name)
    app.site.ensure_columns(app.library.items().id, LIBRARY.graph_columns())
    present = {item.name for item in app.library.children("Sjablonen")}
    for name, content in app.shipped.items():
        if name.endswith(".docx") and name not in present:
            app.library.upload("Sjablonen", name, content)
    return f"library: folders {', '.join(FOLDERS)}, Word templates in Sjablonen"


def _mailbox(app: App) -> str:
    app.mailbox.ensure_categories([*CATEGORIES.values(), URGENT])
    return f"mailbox {app.config.m365.mailbox}: categories {', '.join(CATEGORIES.values())}"


def _fixed_items(app: App) -> None:
    """The two items of Bediening. Noodstop's value is never written: people alone set it."""
    target = item_list(app, "Bediening")
    for title in (NOODSTOP_ITEM, DIENST_ITEM):
        look_or_make(partial(_fixed, target, title), partial(_make, app, target, title))
    owner.require(app)
    with app.journal.begin() as tx:
        site.mark(tx, "Bediening", DIENST_ITEM)


def _fixed(target: ItemList, title: str) -> Item | None:
    return next((item for item in target.items() if item.fields.get("Title") == title), None)


def _make(app: App, target: ItemList, title: str) -> Item:
    return item_in(app.graph.batch([target.create_part({"Title": title})])[0])
