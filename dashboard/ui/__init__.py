"""Where Streamlit lives besides the pages: cached reads, controls, cards, tables, downloads, error words."""
