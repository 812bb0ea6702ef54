"""Entra ID: who signs in, with what proof, and what their tokens stand for."""

from bot.sandbox.entra.service import Entra

__all__ = ["Entra"]
