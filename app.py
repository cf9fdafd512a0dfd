"""The launcher: `streamlit run app.py`. The pages begin in pages/router.py; nothing is drawn here.

With a `pages/` folder beside the main script Streamlit would serve `pages/<stem>.py` without the router on a fresh
server's first deep link. So the main script lies inside `pages/`, and this file only launches it.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.server import failures, health, log
from dashboard.server.compressed import CompressedStatic
from dashboard.server.headers import SecurityHeaders
from dashboard.server.protocols import OurProtocols
from dashboard.server.refusals import Refusals
from dashboard.server.warm_up import warmed_up

log.configure()
app = st.App(
    Path(__file__).parent / "pages" / "router.py",
    lifespan=warmed_up,
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(OurProtocols),
        Middleware(Refusals),
        Middleware(CompressedStatic),
    ],
    routes=[health.route],
    on_script_error=failures.told,
    exception_handlers={500: failures.answered},
)
