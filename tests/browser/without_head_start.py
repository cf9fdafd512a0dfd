"""`streamlit` as a command, without the head start of a session's first tiles: nobody watches a test's first second."""

from streamlit.web.cli import main

from dashboard.ui.parts import charts

if __name__ == "__main__":
    charts.HEAD_START = 0
    main(prog_name="streamlit")
