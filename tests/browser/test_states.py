"""Every state of a Pod can be seen in the picture: with the clock stepped, also the shortest."""

import pytest

from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

STEPS = 60


def test_a_stepped_clock_shows_pending_before_a_node_is_chosen(open_page):
    desk = Desk(open_page("en"))
    page = desk.page
    page.locator("#clock-pause").click()
    desk.type("kubectl run slow --image=busybox -- sleep 3600")
    for _ in range(STEPS):
        page.locator("#clock-step").click()
        page.wait_for_timeout(120)
        if "ContainerCreating" in desk.states():
            break
    page.locator("#clock-pause").click()
    page.wait_for_selector('[data-kind="Pod"][data-name="slow"][data-status="Running"]')
    desk.says("pod/slow created")
    desk.type("kubectl delete pod slow --grace-period=2")
    desk.says('pod "slow" deleted')
    states = desk.states()
    expected = ["Pending", "ContainerCreating", "Running", "Terminating"]
    assert [state for state in states if state in expected] == expected, states
