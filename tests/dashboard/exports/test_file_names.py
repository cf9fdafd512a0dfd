from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.file_names import csv_name, platform_slug
from data_access.period import Period

HOST = "api.onehazel.com"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nordlys Gaming", "nordlys-gaming"),
        ("Ünïcode Play & Co", "unicode-play-co"),
        ("博彩平台", "bo-cai-ping-tai"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x", "c-windows-x"),
    ],
)
def test_the_platform_is_the_slug_of_the_profiles_name(name: str, slug: str) -> None:
    assert platform_slug(name, HOST, is_sample=False) == slug


@pytest.mark.parametrize("name", [None, "", "   ", "---", "🎰", "/"])
def test_without_a_usable_name_it_is_the_host(name: str | None) -> None:
    assert platform_slug(name, HOST, is_sample=False) == "api-onehazel-com"


def test_without_a_name_and_a_host_it_is_still_not_empty() -> None:
    assert platform_slug(None, None, is_sample=False) == "platform"


def test_the_sample_is_called_sample_whatever_its_name() -> None:
    assert platform_slug("Nordlys Gaming", HOST, is_sample=True) == "sample"


def test_a_long_name_is_cut_at_a_word_to_at_most_60_characters() -> None:
    assert platform_slug("wonder " * 40, None, is_sample=False) == "-".join(["wonder"] * 8)
    assert platform_slug("x" * 300, None, is_sample=False) == "x" * 60


@given(st.none() | st.text(), st.none() | st.text())
def test_any_name_gives_a_safe_part_of_a_file_name(name: str | None, host: str | None) -> None:
    slug = platform_slug(name, host, is_sample=False)
    assert 1 <= len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_file_is_named_for_its_kind_platform_and_period() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert csv_name("usage-lines", "sample", march) == "usage-lines_sample_2026-03-01_2026-03-31.csv"
