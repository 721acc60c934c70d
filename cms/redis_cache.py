"""Django's Redis cache for sites that stay up without it: nothing is kept then, and everything is computed.

What must hold without the cache (codes, seats, money) stands in PostgreSQL; the cheap limits of reads let everybody
through meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger("foyer.cache")
Result = TypeVar("Result")
# After a failure it is left alone for so long: a page asks several times, and each would wait for the timeout.
PAUSE_SECONDS = 5.0


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache would while Redis does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.left_alone_until = 0.0

    def _try(self, ask: Callable[[], Result], *, otherwise: Result) -> Result:
        if time.monotonic() < self.left_alone_until:
            return otherwise
        try:
            return ask()
        except RedisError as error:
            self.left_alone_until = time.monotonic() + PAUSE_SECONDS
            log.warning("cache_unreachable", error=type(error).__name__)
            return otherwise

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True without Redis: whoever asks whether to do something does it."""
        return self._try(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), otherwise=True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), otherwise=None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), otherwise=False)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._try(lambda: super(ForgivingRedisCache, self).get_many(keys, version), otherwise={})

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._try(lambda: super(ForgivingRedisCache, self).set_many(data, timeout, version), otherwise=[])

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """1 without Redis, as if this were the first."""
        return self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), otherwise=delta)
