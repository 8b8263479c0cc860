"""Associations, parties, municipalities, interventions and the figures about them."""
