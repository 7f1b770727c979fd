"""How many edited copies of real texts keep their cluster id, and how many different texts share one.

    python -m benchmarks.clusters GOLD.json

GOLD.json is a gold set as `benchmarks/extraction/run.py` describes it; its bodies of 80 words and more are copied with
the changes that papers make to an agency's report.
"""

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from pipelines.clusters import cluster_id

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def changes(vocabulary: list[str], chance: random.Random) -> dict[str, Callable[[str], str]]:
    """The changes, by name."""

    def shortened(text: str) -> str:
        words = text.split()
        return " ".join(words[: len(words) * 6 // 10])

    def some_words(text: str) -> str:
        return " ".join(chance.choice(vocabulary) if chance.random() < 0.02 else word for word in text.split())

    def without_two_sentences(text: str) -> str:
        sentences = _SENTENCE_END.split(text)
        for _ in range(2 if len(sentences) > 6 else 0):
            del sentences[chance.randrange(1, len(sentences))]
        return " ".join(sentences)

    def other_lead(text: str) -> str:
        return " ".join(
            ["The desk of another paper begins with a sentence of its own.", *_SENTENCE_END.split(text)[1:]]
        )

    return {
        "the last four tenths cut": shortened,
        "2 % of the words replaced": some_words,
        "a dateline before it": lambda text: f"LONDON, Nov 3 (Agency) - {text}",
        "a paper's own words behind it": lambda text: f"{text} Sign up for our letter and read more stories like this.",
        "two sentences taken out": without_two_sentences,
        "another first sentence": other_lead,
    }


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = json.loads(parser.parse_args().gold.read_text(encoding="utf-8"))
    texts = {body if isinstance(body := page.get("body") or "", str) else "\n\n".join(body) for page in gold}
    bodies = sorted(text for text in texts if len(text.split()) >= 80)
    own = [cluster_id(body) for body in bodies]
    print(f"{len(bodies)} texts; different texts in one cluster: {len(bodies) - len(set(own))}")
    vocabulary = sorted({word for body in bodies for word in body.split()})
    for name, change in changes(vocabulary, random.Random(1)).items():
        kept = sum(cluster_id(change(body)) == key for body, key in zip(bodies, own, strict=True))
        print(f"{name:32} {kept / len(bodies):.3f} keep their cluster")


if __name__ == "__main__":
    main()
