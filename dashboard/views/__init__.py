"""What cards show, as frozen values: words, rows, figures. No Streamlit, no questions asked of anybody."""
