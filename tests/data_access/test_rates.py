"""A rate card is read strictly, exactly, and written so that it reads the same again; a failed save changes nothing."""

import stat
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.currencies import MINOR_DIGITS
from data_access.errors import RatesMissing, RatesWrong, SaveOvertaken, SaveRefused
from data_access.rate_card import Allowance, Price, RateCard, Rates, Tier
from data_access.rates import read_rates, save_rates, written_rates
from data_access.rates_toml import parsed
from data_access.settings import Settings
from data_access.tables import METRICS
from tests.data_access.rates_text import rates_text

PLAIN = 'currency = "EUR"\n[prices.api_calls]\nper_thousand = 0.40\n'
EVERYTHING = """
currency = "BHD"
[prices.api_calls]
included = 100_000
per_thousand = 0.40
[[prices.gateway_requests.tiers]]
up_to = 500
per_thousand = 2
[[prices.gateway_requests.tiers]]
per_thousand = 0.000000000001
[plans."pro plus".events_ingested]
per_thousand = 0
[operators."op.1".api_calls]
per_thousand = 1e3
[allowances.pro]
units = 500000
[allowances.starter]
units = 7
metric = "storage_bytes"
"""


def price(per_thousand: str, included: int = 0) -> Price:
    return Price(included, (Tier(None, Decimal(per_thousand)),))


def wrong(text: str) -> str:
    with pytest.raises(RatesWrong) as told:
        parsed(text)
    return told.value.detail


def test_every_part_of_a_rate_card_is_read() -> None:
    tiers = Price(0, (Tier(500, Decimal(2)), Tier(None, Decimal("1e-12"))))
    card = RateCard(
        "BHD",
        {"api_calls": price("0.4", 100_000), "gateway_requests": tiers},
        {"pro plus": {"events_ingested": price("0")}},
        {"op.1": {"api_calls": price("1000")}},
    )
    allowances = {"pro": Allowance(500_000, "billable_units"), "starter": Allowance(7, "storage_bytes")}
    assert parsed(EVERYTHING) == Rates(card, allowances)


def test_a_price_is_exactly_what_is_written() -> None:
    card = parsed(PLAIN.replace("0.40", "0.1")).card
    assert card is not None
    assert card.prices["api_calls"].tiers[0].per_thousand * 3 == Decimal("0.3")


def test_a_file_without_a_price_is_no_card_but_may_allow() -> None:
    assert parsed("") == Rates(None, {})
    assert parsed("[allowances.pro]\nunits = 1") == Rates(None, {"pro": Allowance(1, "billable_units")})


@pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("EUR", 2), ("BHD", 3), ("CLF", 4), ("KRW", 0), ("HUF", 2)])
def test_a_currency_has_the_minor_unit_of_iso_4217(code: str, digits: int) -> None:
    card = parsed(PLAIN.replace("EUR", code)).card
    assert card is not None
    assert card.digits == digits


NOT_TWO = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


def test_every_currency_with_a_minor_unit_can_be_chosen_and_all_but_these_have_two_digits() -> None:
    assert len(MINOR_DIGITS) == 165
    others = {code: digits for code, digits in MINOR_DIGITS.items() if digits != 2}
    assert others == {code: digits for digits, codes in NOT_TWO.items() for code in codes.split()}
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in MINOR_DIGITS)
    assert not {"XXX", "XTS", "XAU", "XDR", "HRK", "ANG", "BGN", "SLL", "ZWL"} & set(MINOR_DIGITS)


PRICE = "[prices.api_calls]\n"
EUR = 'currency = "EUR"\n'
MISTAKES = {
    "no TOML": ("a = ", "rates.toml is not TOML: Invalid value (at end of document)"),
    "a name twice": ("a = 1\na = 2", "rates.toml is not TOML: Cannot overwrite a value"),
    "too deep": ("a = " + "[" * 5000, "rates.toml: nested too deeply"),
    "an unknown table": ("[price.api_calls]", "rates.toml: price means nothing here; did you mean prices?"),
    "an unknown field": (EUR + PRICE + "per_1000 = 1", "rates.toml: [prices.api_calls] per_1000 means nothing here; "),
    "an unknown metric": (EUR + "[plans.pro.calls]\nper_thousand = 1", "rates.toml: [plans.pro] calls means nothing"),
    "no currency": (PRICE + "per_thousand = 1", "rates.toml: currency is missing: the ISO 4217 code"),
    "a small currency": ('currency = "eur"', "rates.toml: currency is eur; did you mean EUR?"),
    "no such currency": ('currency = "XXX"', "rates.toml: currency is XXX; it must be an active ISO 4217 code"),
    "a currency alone": (EUR, "rates.toml: currency is given, but no price"),
    "a number as currency": ("currency = 978", "rates.toml: currency is 978; it must be"),
    "a price as text": (EUR + PRICE + 'per_thousand = "1"', "rates.toml: [prices.api_calls] per_thousand is 1; it must"),
    "a price as truth": (EUR + PRICE + "per_thousand = true", "per_thousand is True; it must be a number"),
    "a negative price": (EUR + PRICE + "per_thousand = -0.1", "per_thousand is -0.1; a price is from 0"),
    "minus zero": (EUR + PRICE + "per_thousand = -0.0", "per_thousand is -0.0; a price is from 0"),
    "no number": (EUR + PRICE + "per_thousand = nan", "per_thousand is NaN; a price is from 0"),
    "an endless price": (EUR + PRICE + "per_thousand = inf", "per_thousand is Infinity; a price is from 0"),
    "a huge price": (EUR + PRICE + "per_thousand = 1e999999", "a price is from 0 to 1,000,000,000"),
    "too fine a price": (EUR + PRICE + "per_thousand = 1e-13", "a price has at most 12 digits after the point"),
    "no price": (EUR + PRICE + "included = 1", "rates.toml: [prices.api_calls] per_thousand is missing"),
    "a price that is no table": (EUR + "[prices]\napi_calls = 1", "rates.toml: [prices] api_calls is 1, not a table"),
    "plans that are no table": ("plans = 1", "rates.toml: plans is 1, not a table"),
    "half a unit included": (EUR + PRICE + "included = 0.5\nper_thousand = 1", "included is 0.5; it must be a whole"),
    "fewer than none included": (EUR + PRICE + "included = -1\nper_thousand = 1", "included is -1; it must be a whole"),
    "price and tiers": (EUR + PRICE + "per_thousand = 1\ntiers = []", "per_thousand and tiers are both given"),
    "no tiers": (EUR + PRICE + "tiers = []", "tiers must be written as [[prices.api_calls.tiers]] above each tier"),
    "an open tier first": (
        EUR + PRICE + "tiers = [{per_thousand = 1}, {per_thousand = 2}]",
        "rates.toml: [prices.api_calls.tiers.1] up_to is missing",
    ),
    "a closed tier last": (EUR + PRICE + "tiers = [{per_thousand = 1, up_to = 2}]", "up_to must not be given"),
    "tiers that do not rise": (
        EUR + PRICE + "tiers = [{up_to = 5, per_thousand = 1}, {up_to = 5, per_thousand = 1}, {per_thousand = 1}]",
        "rates.toml: [prices.api_calls.tiers.2] up_to is 5; it must be a whole number from 6 on",
    ),
    "an empty plan": (EUR + "[plans.pro]", "rates.toml: [plans] pro holds no price: add a table as [plans.pro.api_calls]"),
    "an allowance of nothing": ("[allowances.pro]\nunits = 0", "rates.toml: [allowances.pro] units is 0"),
    "an allowance without units": ("[allowances.pro]", "rates.toml: [allowances.pro] units is missing"),
    "an allowance of what": ("[allowances.pro]\nunits = 1\nmetric = 'calls'", "[allowances.pro] metric is calls; known"),
    "charged twice": (
        PLAIN.replace("0.40", "1") + "[plans.pro.billable_units]\nper_thousand = 1",
        "rates.toml: billable_units and api_calls are both priced: what is used would be charged twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "detail"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_by_file_table_and_field(text: str, detail: str) -> None:
    assert detail in wrong(text)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PRICES = st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False).map(abs)


@st.composite
def some_prices(draw: st.DrawFn) -> Price:
    ends = sorted(draw(st.sets(st.integers(1, 10**12), max_size=3)))
    tiers = tuple(Tier(end, draw(PRICES)) for end in [*ends, None])
    return Price(draw(st.integers(0, 10**12)), tiers)


LISTS = st.dictionaries(st.sampled_from(METRICS[:4]), some_prices(), min_size=1, max_size=2)
CARDS = st.builds(
    RateCard,
    st.sampled_from(sorted(MINOR_DIGITS)),
    LISTS,
    st.dictionaries(NAMES, LISTS, max_size=2),
    st.dictionaries(NAMES, LISTS, max_size=2),
)
ALLOWANCES = st.dictionaries(
    NAMES, st.builds(Allowance, st.integers(1, 2**63 - 1), st.sampled_from(METRICS)), max_size=2
)


@given(st.builds(Rates, st.none() | CARDS, ALLOWANCES))
def test_what_is_written_reads_the_same_again(rates: Rates) -> None:
    assert parsed(rates_text(rates)) == rates


def test_an_id_may_hold_anything() -> None:
    operators = {name: {"api_calls": price("1")} for name in ("", ".", '"', "\\", "\x7f", "\x00\r\n", "名前", "[a]")}
    rates = Rates(RateCard("EUR", {}, {}, operators), {})
    assert parsed(rates_text(rates)) == rates


def test_without_a_file_there_are_no_rates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_rates(None) is None
    Path("rates.toml").write_text(PLAIN)
    assert read_rates(None) == parsed(PLAIN)


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RatesMissing, match=r"no-rates.toml is not there"):
        read_rates(tmp_path / "no-rates.toml")
    with pytest.raises(RatesMissing, match="cannot be read"):
        read_rates(tmp_path)


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAZELBOARD_RATES", str(tmp_path / "r.toml"))
    (tmp_path / "r.toml").write_text(PLAIN)
    assert read_rates(Settings.from_environment().rates) == parsed(PLAIN)


@pytest.mark.parametrize(
    ("content", "detail"), [(b"# \xff", "r.toml is not UTF-8: byte 3"), (b"#" * 4_000_001, "is larger than 4 MB")]
)
def test_a_file_that_is_no_text_is_told(tmp_path: Path, content: bytes, detail: str) -> None:
    (tmp_path / "r.toml").write_bytes(content)
    with pytest.raises(RatesWrong, match=detail):
        read_rates(tmp_path / "r.toml")


def test_a_mark_of_byte_order_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_bytes(PLAIN.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_rates(tmp_path / "r.toml") == parsed(PLAIN)


def test_a_save_keeps_the_text_with_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    assert save_rates(path, "# ours\n" + PLAIN) == parsed(PLAIN)
    assert written_rates(path) == "# ours\n" + PLAIN
    assert [file.name for file in tmp_path.iterdir()] == ["r.toml"]


def test_a_save_of_a_mistake_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(PLAIN)
    for text in (PLAIN + "[oops]", PLAIN + "# \ud800"):
        with pytest.raises(RatesWrong):
            save_rates(path, text)
    assert path.read_text() == PLAIN


def test_a_save_over_a_change_that_was_not_seen_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    save_rates(path, PLAIN, seen="")
    with pytest.raises(SaveOvertaken, match=r"r.toml was changed meanwhile"):
        save_rates(path, "# mine\n" + PLAIN, seen="")
    assert written_rates(path) == PLAIN
    save_rates(path, "# mine\n" + PLAIN, seen=PLAIN)
    assert written_rates(path) == "# mine\n" + PLAIN


def test_a_save_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(SaveRefused, match="cannot be written"):
        save_rates(tmp_path / "no folder" / "r.toml", PLAIN)
    (tmp_path / "r.toml").mkdir()
    with pytest.raises(SaveRefused):
        save_rates(tmp_path / "r.toml", PLAIN)
    assert [file.name for file in tmp_path.iterdir()] == ["r.toml"]


def test_a_save_keeps_the_files_mode_and_follows_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "r.toml", tmp_path / "link.toml"
    path.write_text(PLAIN)
    path.chmod(0o640)
    link.symlink_to(path)
    save_rates(link, "# new\n" + PLAIN)
    assert link.is_symlink()
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("# new\n" + PLAIN, 0o640)
