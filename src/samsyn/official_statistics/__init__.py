"""Figures of others about the areas: inhabitants, support, unemployment; in dated snapshots."""
