"""What the launcher mounts around Streamlit: headers, compressed assets, a health answer, a warm start."""
