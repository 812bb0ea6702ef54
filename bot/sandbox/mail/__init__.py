"""Exchange Online's mail: messages, folders, sending, delivery, deltas. Importing it registers the routes."""

from bot.sandbox.mail import (  # noqa: F401
    absence,
    attachments,
    changes,
    delivery,
    drafting,
    folder_routes,
    list_routes,
    message_routes,
    reports,
    rule_routes,
    sending,
    settings_routes,
)
