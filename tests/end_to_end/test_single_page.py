"""Scrapy's own commands for a look at one page work here, and archive nothing."""

import pytest


def test_shell_has_the_page(runner, newsroom) -> None:
    """`scrapy shell URL` gets a page under our name, so that selectors for a profile can be tried."""
    code = "print(response.css('title::text').get(), '|', response.request.headers['User-Agent'].decode())"
    result = runner.run("shell", "--nolog", "-c", code, newsroom.url)
    assert result.returncode == 0, result.stderr
    title, agent = result.stdout.splitlines()[0].split("|")
    assert title.strip()
    assert agent.strip().startswith("newswarc/")
    assert not runner.root.exists()


def test_fetch_prints_the_page(runner, newsroom) -> None:
    """`scrapy fetch URL` prints the body that the site sends."""
    result = runner.run("fetch", "--nolog", newsroom.url)
    assert result.returncode == 0, result.stderr
    assert "<html" in result.stdout
    assert not runner.root.exists()


@pytest.mark.parametrize("command", ["fetch", "shell", "view"])
def test_wrong_settings_are_named(runner, command: str) -> None:
    """A misspelt setting is named here as elsewhere, without a traceback."""
    result = runner.run(command, "-s", "NEWS_CONTRACT=https://you.example/", "http://127.0.0.1:9/")
    assert result.returncode == 2
    assert "there is no setting NEWS_CONTRACT" in result.stderr
    assert "Traceback" not in result.stderr
