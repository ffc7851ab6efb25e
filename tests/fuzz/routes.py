"""Every endpoint of the product, out of the resolver; an address that a page names, taken apart again."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve


@dataclass(frozen=True)
class Endpoint:
    """Its name with its room, its path, and the parts of it that vary, each with the kind of its converter."""

    name: str
    path: str
    parts: tuple[tuple[str, str], ...]

    def at(self, values: dict[str, str]) -> str:
        """The address with these values, whatever they are; a value that is missing leaves its place empty."""
        path = self.path
        for kind, part in self.parts:
            path = path.replace(f"<{kind}:{part}>", values.get(part, ""))
        return f"/{path}"


def endpoints() -> list[Endpoint]:
    """All of them, as they stand in the resolver today."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], room: str, before: str) -> Iterator[Endpoint]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, each.app_name or room, path)
        else:
            parts = tuple((_kind(converter), name) for name, converter in each.pattern.converters.items())
            yield Endpoint(f"{room}:{each.name}" if room else str(each.name), path, parts)


def _kind(converter: object) -> str:
    """As it is written in a path: <uuid:client_id>."""
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return {"string": "str"}.get(kind, kind)


@lru_cache(maxsize=10_000)
def found(link: str) -> ResolverMatch | None:
    """Which endpoint answers an address of ours; None where none does."""
    at = urlsplit(link).path
    if not link.startswith("/") or link.startswith("//"):
        return None
    try:
        return resolve(at)
    except Resolver404:
        return None
