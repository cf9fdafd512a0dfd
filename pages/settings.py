"""Settings: the platform's profile, what would change, and where the figures come from."""

import streamlit as st

from dashboard.ui.failure import told
from dashboard.ui.header import page_header
from dashboard.ui.settings import connection_card, profile_form

with page_header("Settings", "The platform's profile is stored at the source and shared by everybody who uses it."):
    pass
with told():
    profile_form()
with told():
    connection_card()
st.space("small")
