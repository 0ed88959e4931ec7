"""docs/POD-LIFECYCLE.md is what the kubelet's own tables say."""

from pathlib import Path

from podlab.engine.kubelet.lifecyclepage import page

PAGE = Path(__file__).parents[3] / "docs" / "POD-LIFECYCLE.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_every_table_is_on_it() -> None:
    assert page().count("| state | condition |") == 4
    assert "| exited | may restart | start | running |" in page()
