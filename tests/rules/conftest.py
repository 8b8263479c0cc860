"""Properties are not timed: on a busy machine the first example pays for every import."""

from hypothesis import settings

settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
