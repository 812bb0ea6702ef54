"""Talks: free time, travel, offers, bookings, and what people do with the invitations."""
