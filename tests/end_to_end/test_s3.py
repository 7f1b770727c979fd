"""The same crawl into a bucket leaves the same objects as into a folder."""

import gzip
import hashlib
import json
import re

import pytest


@pytest.fixture
def objects(crawled, runner, seaweed, s3_url: str) -> dict[str, bytes]:
    """The objects of a crawl of the newsroom into a real S3 server, by key."""
    runner.store = s3_url
    result = runner.crawl(crawled.newsroom.url)
    assert result.returncode == 0, result.stderr[-3000:]
    bucket, _, prefix = s3_url.removeprefix("s3://").partition("/")
    client = seaweed.client()
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
    found = {key.removeprefix(f"{prefix}/"): client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    return {key: data for key, data in sorted(found.items()) if not key.startswith("leases/")}


def without_crawl(files: dict[str, bytes]) -> list[str]:
    """The keys with every crawl's own name taken out."""
    (crawl_id,) = {key.split("/")[2].removesuffix(".json") for key in files if key.startswith("crawls/")}
    return [re.sub(r"\d{4}[/-]\d{2}([/-]\d{2})?", "DATE", key.replace(crawl_id, "CRAWL")) for key in files]


def articles(files: dict[str, bytes]) -> list[dict]:
    """The lines without what differs from crawl to crawl."""
    lines = [
        json.loads(line)
        for key, data in files.items()
        if key.startswith("articles/")
        for line in gzip.decompress(data).splitlines()
    ]
    own = ("fetched_at", "warc")
    return sorted(({k: v for k, v in line.items() if k not in own} for line in lines), key=lambda line: line["url"])


def test_a_bucket_holds_what_a_folder_holds(crawled, objects: dict[str, bytes]) -> None:
    """Same keys but for the crawl's name and day, same lines but for their time and record."""
    assert without_crawl(objects) == without_crawl(crawled.runner.files())
    assert articles(objects) == articles(crawled.runner.files())


def test_the_manifest_in_the_bucket_accounts_for_every_object(objects: dict[str, bytes]) -> None:
    """Sizes and digests in the manifest are those of the objects."""
    (key,) = [key for key in objects if re.fullmatch(r"crawls/[^/]+/[^/]+\.json", key)]
    named = {file["key"]: file["sha256"] for file in json.loads(objects[key])["files"]}
    there = {key: hashlib.sha256(data).hexdigest() for key, data in objects.items() if not key.startswith("crawls/")}
    assert named == there
