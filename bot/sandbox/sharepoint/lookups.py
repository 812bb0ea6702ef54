"""Columns that point at items of a list: persons at the site's user list, lookups at another list."""

from typing import Any

from bot.sandbox.sharepoint import authors, defaults, items, lists
from bot.sandbox.sharepoint.columns import Column, find
from bot.sandbox.tenant import Tenant


def check_column(tenant: Tenant, column: Column) -> None:
    """404 for a lookup column into a list or column that is not there, 400 for a default that does not fit."""
    defaults.check(column, tenant.clock.now)
    if "lookup" in column:
        find(lists.find(tenant.db, column["lookup"]["listId"]).columns, column["lookup"]["columnName"])


def reaches(tenant: Tenant, column: Column, number: int) -> bool:
    """Is there an item with this number where the column points at?"""
    if "personOrGroup" in column:
        return authors.is_person(tenant, number)
    return items.get(tenant.db, column["lookup"]["listId"], number) is not None


def shown(tenant: Tenant, column: Column, number: str) -> dict[str, Any]:
    """The item that a value points at, as a column with several of them answers it."""
    if "personOrGroup" in column:
        return authors.shown(tenant, int(number))
    found = items.get(tenant.db, column["lookup"]["listId"], int(number))
    value = found.fields.get(column["lookup"]["columnName"]) if found else None
    return {"LookupId": int(number), "LookupValue": "" if value is None else str(value)}
