"""Camera, microphone, screen: one seam (seam.py), three providers behind it."""

from live_control.media.providers import choose_provider, provider_named, provider_of

__all__ = ["choose_provider", "provider_named", "provider_of"]
