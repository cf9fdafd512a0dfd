"""Pictures: frame in, Plotly figure (or SVG text) out. No streamlit, no arithmetic."""
