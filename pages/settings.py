"""Settings: the platform's profile, what would change, and where the figures come from."""

import streamlit as st

from dashboard.ui.failure import told
from dashboard.ui.header import page_header
from dashboard.ui.money import rates_card
from dashboard.ui.settings import connection_card, profile_form, profile_seen
from dashboard.ui.sync import history_card

with page_header("Settings", "The platform's profile is stored at the source and shared by everybody who uses it."):
    pass
with told("profile"):
    with st.skeleton(height=300):
        seen = profile_seen()
    profile_form(seen)
with told("connection"):
    connection_card()
with told("history"):
    history_card()
with told("rates"):
    rates_card()
