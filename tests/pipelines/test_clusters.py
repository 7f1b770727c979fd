"""Near-duplicate texts get one cluster id, other texts get others."""

from pipelines.clusters import cluster_id

_REPORT = (
    "The harbour authority closed the eastern quay on Monday after divers found cracks in two of its pillars. "
    "Ferries to the islands leave from the western pier until further notice, a spokeswoman said. "
    "The quay was built in 1931 and was last repaired nine years ago, when a cargo ship struck it in fog. "
    "Engineers expect the examination to take three weeks, and shopkeepers along the front fear for their summer. "
    "The town council meets on Thursday to discuss what the repair may cost and who is to pay for it."
)


def test_copies_with_a_sentence_more_or_less_stay_together() -> None:
    """What papers do to an agency's report leaves its cluster id as it is, unless they cut just where it comes from."""
    sentences = _REPORT.split(". ")
    copies = [". ".join(sentences[:n] + sentences[n + 1 :]) for n in range(len(sentences))]
    copies += [f"HARBOUR TOWN (Agency) - {_REPORT}", f"{_REPORT}\n\nAdditional reporting by our staff."]
    assert [cluster_id(copy) == cluster_id(_REPORT) for copy in copies] == [True, True, True, True, False, True, True]


def test_case_punctuation_and_paragraphs_do_not_matter() -> None:
    """Only words count, in their order."""
    assert cluster_id(_REPORT) == cluster_id(_REPORT.upper().replace(". ", "!\n\n"))


def test_another_text_on_the_same_matter_is_not_in_the_cluster() -> None:
    """Two reporters who write on one event share words, and no sentences."""
    other = (
        "Cracks in two pillars have closed the eastern quay. Divers found them on Monday, the harbour authority said, "
        "and ferries use the western pier for now. A cargo ship had struck the quay, built in 1931, nine years ago."
    )
    assert cluster_id(_REPORT) != cluster_id(other)


def test_scripts_without_spaces_are_compared_in_longer_groups() -> None:
    """Four letters of Chinese, such as an agency's dateline, do not make a copy."""
    first = "新华社北京电港务局星期一关闭了东码头因为潜水员在两根柱子上发现了裂缝"
    second = "新华社北京电教育部宣布今年秋季学期将在全国推广新的数学教材并培训教师"
    assert cluster_id(first) != cluster_id(second)
    assert cluster_id(first) == cluster_id(f"{first[:20]}，{first[20:]}。")


def test_no_text_has_no_cluster() -> None:
    """A line without text, such as that of a story that is gone, is nobody's copy."""
    assert cluster_id("") is None


def test_the_value_is_kept_for_ever() -> None:
    """Lines written years apart are compared by it, so that it may never be computed otherwise."""
    assert cluster_id("The harbour authority closed the eastern quay.") == "62106d31e1f4813d"
