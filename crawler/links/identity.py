"""The key under which the crawl fetches an address once. The rules are those of `pipelines.urls`."""

from pipelines.urls import canonical, resolve, story_key

__all__ = ["canonical", "resolve", "story_key"]
