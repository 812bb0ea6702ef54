"""Change notifications: subscriptions, what they tell, how it reaches the receiver. Importing registers routes."""

from bot.sandbox.notifications import due, routes
from bot.sandbox.notifications.build import build
from bot.sandbox.notifications.collecting import collect

__all__ = ["build", "collect", "due", "routes"]
