"""Production settings for the benchmarks' servers, plus the stock API beside ours and, on demand, no cache."""

import os

from cms.settings import *  # noqa: F403 - the product's settings, all of them
from live_control.daily_config import DailyConfig

ROOT_URLCONF = "bench.urls"
API_RATE_LIMIT = 10**9  # the limiter counts, but refuses nobody
if os.environ.get("BENCH_CACHE") == "none":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
if url := os.environ.get("BENCH_DAILY_URL"):
    DAILY = DailyConfig(os.environ["BENCH_DAILY_KEY"], url=url, room_limit=100_000)
