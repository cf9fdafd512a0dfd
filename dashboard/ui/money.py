"""Money on the screen: an estimate from the partner's own rate card. Without one there is no money anywhere."""

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard.metrics.money import Priced
from dashboard.metrics.window import Window
from dashboard.numbers import counted
from dashboard.ui import state
from dashboard.ui.cards import card_title
from dashboard.ui.failure import failure, told
from dashboard.ui.invoice import money, shown_invoice
from dashboard.ui.text import plain
from data_access import DataAccessError, Settings
from data_access.rates import rates_path, save_rates, written_rates

_SEEN, _SAVED = "rates_seen", "rates_saved"
_TYPED = "rates_typed"


@told("money")
def money_line(window: Window, *, fresh: bool) -> None:
    """The total of the report, marked as an estimate; nothing without a rate card."""
    found = money(shown_invoice(window, fresh=fresh))
    if found is None:
        return
    total = "no amount" if found.total_minor is None else f"{in_words(found.total_minor, found)}"
    without = found.operators.filter(pl.col("without_amount").fill_null("") != "").height
    missing = f" {counted(without, 'operator')} have a figure without an amount." if without else ""
    st.info(f"**{total}** in all. {plain(found.label)}.{missing}", icon=":material/payments:")


def money_of(window: Window, *, fresh: bool) -> Priced | None:
    """The amounts of the page's report; None without a usable rate card: `money_line` has said what is wrong with it."""
    try:
        return money(shown_invoice(window, fresh=fresh))
    except DataAccessError:
        return None


def in_words(minor: int, found: Priced) -> str:
    """`1,234.56 EUR`, exact."""
    amount = Decimal(minor).scaleb(-found.digits)
    return f"{amount:,.{found.digits}f} {found.currency}".replace("-", "−")


def rates_card() -> None:
    """The rate card as text, comments and all: what is typed is checked, then kept in one step."""
    path = rates_path(Settings.from_environment().rates)
    with st.container(border=True):
        card_title("Rate card")
        st.caption(
            "Prices of your own, for an estimate beside the units; and allowances by plan. Without a rate card no money is "
            "shown anywhere. The format, with an example: docs/rates.md."
        )
        seen: str = state.kept(_SEEN, lambda: written_rates(Settings.from_environment().rates) or "")
        typed = st.text_area(
            f"{path.name}", seen, height=220, key=_TYPED, placeholder='currency = "EUR"', label_visibility="collapsed"
        )
        if st.button("Save rate card", disabled=(typed or "") == seen, key="save_rates"):
            _save(typed or "", seen)
        if state.kept(_SAVED, str):
            st.success(state.kept(_SAVED, str), icon=":material/check:")


def _save(typed: str, seen: str) -> None:
    state.forget(_SAVED)
    try:
        save_rates(rates_path(Settings.from_environment().rates), typed, seen=seen)
    except DataAccessError as error:
        failure(error)
    else:
        state.keep(_SEEN, typed)
        state.keep(_SAVED, "Saved: the next report uses it.")
        st.rerun()
