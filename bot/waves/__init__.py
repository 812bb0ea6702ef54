"""Waves: who gets which letter and when, the seal, its approval, and what stops a letter."""
