"""Settings: the platform's profile, what would change, and where the figures come from."""

import streamlit as st

from dashboard.ui.billing.money import rates_card, typed_rates_stay
from dashboard.ui.frame.failure import told
from dashboard.ui.frame.header import page_header
from dashboard.ui.settings.profile import connection_card, profile_form, profile_seen, typed_profile_stays
from dashboard.ui.settings.sync import history_card

with (
    typed_profile_stays(),
    typed_rates_stay(),
    page_header("Settings", "The platform's profile is stored at the source and shared by everybody who uses it."),
):
    pass
with told("profile"), typed_profile_stays():
    with st.skeleton(height=300):
        seen = profile_seen()
    profile_form(seen)
with told("connection"):
    connection_card()
with told("history"):
    history_card()
with told("rates"):
    rates_card()
