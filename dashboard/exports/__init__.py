"""Frame -> bytes and a file name: every file that Hazelboard hands out is built here (contract, "Files we hand out").

Pure: no clock, no streamlit, no I/O. One module a topic, named as on the other floors; `csv_files` writes them all.
"""
