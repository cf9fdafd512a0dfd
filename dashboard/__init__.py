"""Everything that is neither a page nor the outside world: measures, charts, exports, and what Streamlit draws."""
