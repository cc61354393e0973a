"""The report in a real browser: it draws without an error, and answers pointer, keyboard, width, theme and language."""

import json
import os
import shutil

import numpy as np
import pytest

from arrears.report import write_report
from arrears.result import Result
from arrears.scenario import Scenario
from fabricated import fabricate

pytestmark = pytest.mark.slow
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
WAIT = 120  # seconds; a busy machine draws slowly
READY = "return document.body.dataset.ready === 'yes'"


@pytest.fixture(scope="module")
def runs():
    scenario = "name: {}\nmonths: 24\nrun: {{paths: 6}}\n"
    return [
        Result.of_run(
            fabricate(paths=6, months=24, accounts=40, name=n, stress=s), Scenario.from_text(scenario.format(n)), {}
        )
        for n, s in (("Baseline", 0.0), ("Storm", 0.8))
    ]


@pytest.fixture(scope="module")
def page(runs, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(runs, path)
    return path


@pytest.fixture(scope="module")
def browser(page):
    if BROWSER is None or DRIVER is None:
        if os.environ.get("ARREARS_NEEDS_BROWSER"):
            pytest.fail("no Chromium with its chromedriver is installed, and ARREARS_NEEDS_BROWSER is set")
        pytest.skip("NOT TESTED: no Chromium with its chromedriver is installed (Debian: chromium chromium-driver)")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_script_timeout(WAIT)
    yield driver
    driver.quit()


def opened(browser, page, width=1200, dark=False):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(page.as_uri())
    ready(browser)


def ready(browser):
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, WAIT).until(lambda driver: driver.execute_script(READY))


def find(browser, selector):
    return browser.find_element("css selector", selector)


def show(browser, view):
    browser.execute_script(f"document.querySelector('input[value={view}]').click()")
    ready(browser)


def press(browser, selector):
    browser.execute_script("arguments[0].click()", find(browser, selector))


def numbers(text):
    return [
        float(part.rstrip("%")) / 100 for part in text.replace("(", " ").replace(")", " ").split() if part.endswith("%")
    ]


def test_it_draws_without_an_error_and_without_the_network(browser, page):
    opened(browser, page)
    assert browser.get_log("browser") == []
    figures = browser.find_elements("css selector", "figure .chart")
    assert len(figures) > 20
    assert all(figure.find_elements("css selector", "svg path") for figure in figures)
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = {m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"}
    assert {url for url in urls if url.startswith(("http", "ws"))} == set()


def test_the_keyboard_reads_the_values_month_by_month(browser, page, runs):
    opened(browser, page)
    show(browser, "run1")
    chart = find(browser, "#overdue-0 .chart")
    rate = runs[1].overdue_rate("31+").mean("path").values
    assert chart.get_attribute("aria-valuenow") == str(int(np.argmax(rate)))
    chart.send_keys("\ue011")  # Home
    assert numbers(chart.get_attribute("aria-valuetext"))[0] == pytest.approx(rate[0], abs=5.1e-5)
    chart.send_keys("\ue014")  # arrow right
    assert chart.get_attribute("aria-valuenow") == "1"
    said = find(browser, "#overdue-0 .readout").text
    assert "2020-01" in said
    assert numbers(said)[0] == pytest.approx(rate[1], abs=5.1e-5)
    low, high = np.quantile(runs[1].overdue_rate("31+").isel(month=1).values, [0.05, 0.95])
    assert numbers(said)[-2:] == pytest.approx([low, high], abs=5.1e-5)


def test_the_pointer_reads_the_month_below_it(browser, page):
    from selenium.webdriver import ActionChains

    opened(browser, page)
    chart = find(browser, "#overdue-0 .chart")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
    wide = chart.size["width"]
    months = []
    for share in (-0.4, 0.0, 0.4):
        ActionChains(browser).move_to_element_with_offset(chart, int(share * wide), 0).perform()
        months.append(int(chart.get_attribute("aria-valuenow")))
    assert months == sorted(set(months))
    assert 0 < months[0] < 6
    assert 10 <= months[1] <= 13


def test_a_difference_is_shown_in_points(browser, page, runs):
    opened(browser, page)
    show(browser, "difference1")
    chart = find(browser, "#overdue-0 .chart")
    chart.send_keys("\ue010")  # End
    uplift = float((runs[1].overdue_rate("31+") - runs[0].overdue_rate("31+")).mean("path").values[-1])
    assert f"{100 * uplift:+.2f} pp" in chart.get_attribute("aria-valuetext")


def test_the_roll_rates_step_through_the_months(browser, page, runs):
    opened(browser, page)
    slider = find(browser, "#roll-month")
    before = int(slider.get_attribute("value"))
    press(browser, ".steps button:last-of-type")
    assert int(find(browser, "#roll-month").get_attribute("value")) == before + 1
    rates = runs[0].measure("roll_rate").sel(product="all", segment="all", bucket="1-30>31-90").mean("path").values
    cells = browser.find_elements("css selector", "#heats figure:first-child tbody tr:nth-child(2) td")
    assert cells[2].text == f"{rates[before + 1]:.1%}"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_wider_than_the_page_and_text_stands_out(browser, page, width, dark):
    opened(browser, page, width=width, dark=dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    pairs = browser.execute_script(
        "const c = (e, p) => getComputedStyle(e)[p].match(/[\\d.]+/g).map(Number);"
        "return ['.note', 'figcaption', 'h2', '.readout'].map((s) => [c(document.querySelector(s), 'color'),"
        " c(document.body, 'backgroundColor')])"
    )
    assert all(contrast(a, b) >= 4.5 for a, b in pairs)


def contrast(first, second):
    """Ratio of WCAG 2, of two colours."""

    def light(rgb):
        parts = [v / 255 for v in rgb[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_language_changes_and_every_control_has_a_name(browser, page):
    opened(browser, page)
    press(browser, "#language")
    ready(browser)
    assert browser.execute_script("return document.documentElement.lang") == "zh-Hans"
    assert find(browser, "#headline h2").text == "要点"
    assert "逾期率" in find(browser, "#overdue h3").text
    unnamed = browser.execute_script(
        "return [...document.querySelectorAll('button, input, summary, [tabindex=\"0\"]')].filter((e) =>"
        " !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map((e) => e.outerHTML)"
    )
    assert unnamed == []
    assert browser.get_log("browser") == []


def test_a_table_has_the_same_numbers(browser, page, runs):
    opened(browser, page)
    show(browser, "run0")
    press(browser, "#overdue-0 summary")
    rows = browser.find_elements("css selector", "#overdue-0 tbody tr")
    assert len(rows) == 25
    rate = runs[0].overdue_rate("31+").mean("path").values
    assert numbers(rows[7].text)[0] == pytest.approx(rate[7], abs=5.1e-5)
