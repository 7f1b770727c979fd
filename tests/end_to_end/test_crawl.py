"""A crawl of the newsroom: every story once, its fields as they were written, the way back to its bytes."""

import gzip
import hashlib
import io
import json
import re
from collections import Counter
from pathlib import Path

import jsonschema
from warcio.archiveiterator import ArchiveIterator

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "article.schema.json"


def by_slug(lines: list[dict]) -> dict[str, dict]:
    return {line["url"].rstrip("/").rpartition("/")[2]: line for line in lines}


def paragraphs(story) -> str:
    """The story's own text without its marks for headings, quotes and lists."""
    return re.sub(r"^(?:## |> |- )", "", story.body, flags=re.MULTILINE)


def words(text: str) -> list[str]:
    return text.split()


def test_every_story_comes_out_exactly_once(crawled) -> None:
    """Sixty stories give sixty lines, those that only their neighbours name among them."""
    found = Counter(line["url"] for line in crawled.runner.lines())
    assert found == Counter({crawled.newsroom.absolute(story): 1 for story in crawled.newsroom.stories})


def test_nothing_is_asked_for_twice_or_against_robots_txt(crawled) -> None:
    """Each address is requested once, and the staff log-in, which robots.txt forbids, never."""
    requests = Counter(target for target, _ in crawled.requests)
    assert [target for target, times in requests.items() if times > 1] == []
    assert [target for target in requests if target.startswith("/wp-admin")] == []


def test_lines_follow_the_published_schema(crawled) -> None:
    """Every line is valid by docs/article.schema.json and carries every key of it."""
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    lines = crawled.runner.lines()
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    assert {tuple(line) for line in lines} == {tuple(lines[0])}


def test_fields_say_what_the_newsroom_wrote(crawled) -> None:
    """Headline, standfirst, author, section, tags, dates and pictures are those of the story."""
    lines = by_slug(crawled.runner.lines())
    wrong = []
    for story in crawled.newsroom.stories:
        line = lines[story.slug]
        images = [(image["caption"], image["credit"]) for image in line["images"]]
        expected = {
            "headline": story.headline,
            "description": story.standfirst,
            "authors": [story.author],
            "section": story.section,
            "tags": list(story.tags),
            "date_published": story.published.isoformat(),
            "date_modified": None,
            "language": "en",
            "credit": "Merrow Bay Courier" if "reports Merrow Bay Courier" in story.standfirst else None,
            "organisations": [story.author] if story.author == "Staff reporter" else [],
            "agencies": [],
        }
        wrong += [(story.slug, key, line[key], value) for key, value in expected.items() if line[key] != value]
        if images != ([(story.caption, story.credit)] if story.caption else []):
            wrong.append((story.slug, "images", images, (story.caption, story.credit)))
    assert wrong == []


def test_bodies_are_the_story_and_nothing_else(crawled) -> None:
    """A body has every word of its story, in order, and none of the page around it."""
    lines = by_slug(crawled.runner.lines())
    bodies = {story.slug: words(lines[story.slug]["body"]) for story in crawled.newsroom.stories}
    assert bodies == {story.slug: words(paragraphs(story)) for story in crawled.newsroom.stories}


def test_paragraphs_stand_apart_by_one_blank_line(crawled) -> None:
    """The paragraphs of a body are those of the story."""
    line = by_slug(crawled.runner.lines())["eels-take-the-lift"]
    (story,) = [story for story in crawled.newsroom.stories if story.slug == "eels-take-the-lift"]
    assert line["body"] == story.body


def test_the_chain_is_that_of_the_newsroom(crawled) -> None:
    """Each line names the story before it and the story after it; the first and the last one have only one."""
    lines = by_slug(crawled.runner.lines())
    stories = crawled.newsroom.stories
    urls = [None, *(crawled.newsroom.absolute(story) for story in stories), None]
    chain = [(lines[story.slug]["previous_url"], lines[story.slug]["next_url"]) for story in stories]
    assert chain == list(zip(urls, urls[2:], strict=False))


def test_also_read_becomes_related(crawled) -> None:
    """The story behind ALSO READ is named with its title, and no other."""
    lines = by_slug(crawled.runner.lines())
    stories = {story.slug: story for story in crawled.newsroom.stories}
    for slug, story in stories.items():
        other = stories.get(story.related)
        expected = [{"url": crawled.newsroom.absolute(other), "title": other.headline}] if other else []
        assert lines[slug]["related"] == expected


def test_each_line_points_to_the_record_of_its_page(crawled) -> None:
    """At offset and length in the WARC file lies one gzip member: the response that the line was made from."""
    warcs = crawled.runner.files("*.warc.gz")
    lines = crawled.runner.lines()
    assert len(lines) == len(crawled.newsroom.stories)
    for line in lines:
        pointer = line["warc"]
        member = warcs[pointer["file"]][pointer["offset"] : pointer["offset"] + pointer["length"]]
        record = next(ArchiveIterator(io.BytesIO(member)))
        headers = record.rec_headers
        assert headers["WARC-Type"] == "response"
        assert headers["WARC-Target-URI"] == line["url"]
        assert headers["WARC-Record-ID"] == f"<{pointer['record_id']}>"
        assert headers["WARC-Payload-Digest"] == pointer["payload_digest"]
        assert line["headline"] in record.content_stream().read().decode().replace("&#x27;", "'")


def test_the_manifest_accounts_for_every_file(crawled) -> None:
    """The manifest names the size and SHA-256 of every file of the crawl, and there is no other file."""
    files = crawled.runner.files()
    (key,) = [key for key in files if re.fullmatch(r"crawls/[^/]+/[^/]+\.json", key)]
    manifest = json.loads(files[key])
    named = {file["key"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    there = {
        key: (len(data), hashlib.sha256(data).hexdigest())
        for key, data in files.items()
        if not key.startswith("crawls/")
    }
    assert named == there
    assert manifest["exit_code"] == 0


def test_the_index_finds_every_page(crawled) -> None:
    """Each response of the WARC files has its line in an index, sorted, with where it lies."""
    indexed = set()
    for data in crawled.runner.files("*.cdxj").values():
        lines = data.decode().splitlines()
        assert lines == sorted(lines)
        entries = [json.loads(line.split(" ", 2)[2]) for line in lines]
        indexed |= {(entry["url"], int(entry["offset"])) for entry in entries}
    archived = set()
    for data in crawled.runner.files("*.warc.gz").values():
        records = ArchiveIterator(io.BytesIO(data))
        for record in records:
            if record.rec_type == "response":
                archived.add((record.rec_headers["WARC-Target-URI"], records.get_record_offset()))
    assert archived <= indexed
    assert len(archived) == len(crawled.requests)


def test_the_account_at_the_end_names_what_was_done(crawled) -> None:
    """The last lines of a crawl count the articles and say where everything lies."""
    said = crawled.result.stderr
    assert "60" in said
    for place in ("warc/", "index/", "articles/", "crawls/"):
        assert place in said


def test_the_line_in_the_readme_is_a_real_one(crawled) -> None:
    """The excerpt in README.md has the keys of a line, in order, and the values of its story but for time and place."""
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    shown = json.loads(block.replace("http://127.0.0.1:8765/", crawled.newsroom.url))
    line = by_slug(crawled.runner.lines())["divers-map-the-wreck-that-charts-forgot"]
    assert list(shown) == list(line)
    body = shown.pop("body")
    assert line["body"].startswith(body.removesuffix("…"))
    (block,) = shown.pop("body_blocks")
    assert line["body_blocks"][0]["text"].startswith(block["text"].removesuffix("…"))
    # The shares are measured anew with every change of the rules.
    assert shown.pop("confidence").keys() <= line["confidence"].keys()
    assert [one["field"] for one in shown.pop("evidence")] == [line["evidence"][0]["field"]]
    stable = [key for key in shown if key not in ("id", "fetched_at", "warc")]
    assert [(key, shown[key]) for key in stable] == [(key, line[key]) for key in stable]


def test_article_files_hold_one_gzip_member(crawled) -> None:
    """The lines of a batch are one gzip stream that ends with a line feed."""
    files = [data for key, data in crawled.runner.files("*.jsonl.gz").items() if key.startswith("articles/")]
    assert files
    for data in files:
        with gzip.open(io.BytesIO(data)) as lines:
            assert lines.read().endswith(b"}\n")
