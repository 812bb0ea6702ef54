"""The simulated people of the tenant (`--people simulated`): offices that answer letters, staff who work in the lists.

What they decide is pure (seed, mail, list, `now` in; answers and acts out); world.py alone touches the tenant. The data
that sets their habits: rates.toml (offices), plan.toml (staff), texts.toml (what they write).
"""

from bot.sandbox.people.start import start

__all__ = ["start"]
