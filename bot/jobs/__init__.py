"""Where rooms, journal and Microsoft 365 meet. One shape for every job:

load facts -> decide (a room) -> claim in the store -> do in Microsoft 365 -> record.
"""
