"""Web pages: one article, with different things around it, and pages that are none."""

from __future__ import annotations

URL = "https://vault.example/announcement"
ARTICLE = """<h1>A reserve of minerals</h1>
<p>The Export-Import Bank of the United States approved a direct loan of up to ten billion dollars for the reserve.</p>
<h2>Who takes part</h2>
<p>Carmakers and makers of aircraft engines have agreed to buy from the reserve when supplies from abroad fail.</p>
<table><tr><th>Member</th><th>Sector</th></tr><tr><td>Northfield Motors</td><td>Cars</td></tr></table>"""
BLOCKS = [
    ("A reserve of minerals", "The Export-Import Bank of the United States approved a direct loan of up to ten billion "
     "dollars for the reserve."),
    ("A reserve of minerals › Who takes part", "Carmakers and makers of aircraft engines have agreed to buy from the "
     "reserve when supplies from abroad fail."),
    ("A reserve of minerals › Who takes part", "Member | Sector\nNorthfield Motors | Cars"),
]  # fmt: skip
NAVIGATION = '<a href="/">Home</a> <a href="/subscribe">Subscribe to our newsletter</a>'
SEMANTIC = f"""<header><nav>{NAVIGATION}</nav></header><main><article>{ARTICLE}</article></main>
<aside><h2>Most read</h2><ul><li><a href="/gold">Gold rises again as investors flee</a></li></ul></aside>
<div id="cookie-banner">We use cookies to improve your experience. Accept all.</div>
<footer>All rights reserved. Terms of use.</footer>"""
PLAIN = f"""<div id="nav">{NAVIGATION}</div><div class="content">{ARTICLE}</div>
<div class="right sidebar"><h2>Most read</h2><ul><li><a href="/gold">Gold rises again</a></li></ul></div>
<div class="cookies"><p>We use cookies to improve your experience. Accept all.</p></div>
<div class="site-footer">All rights reserved. Terms of use.</div>"""
LINKS = "".join(f'<li><a href="/{year}.pdf">Annual report of {year}</a></li>' for year in range(2006, 2026))


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Vault &amp; Co</title></head><body>{body}</body></html>"
