"""The documents of the made-up filings, in the HTML that filing software writes."""

COVER = """<?xml version='1.0' encoding='ASCII'?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:dei="http://xbrl.sec.gov/dei/2025">
<head><title></title><meta http-equiv="Content-Type" content="text/html"/></head>
<body style="font: 10pt Times New Roman, Times, Serif">
<div style="display: none"><ix:header><ix:hidden><ix:nonNumeric contextRef="c1" name="dei:AmendmentFlag">false</ix:nonNumeric></ix:hidden></ix:header></div>
<p style="text-align: center"><b>UNITED STATES</b></p>
<p style="text-align: center"><b>SECURITIES AND EXCHANGE COMMISSION</b></p>
<p style="text-align: center"><b>Washington, D.C. 20549</b></p>
<p style="text-align: center"><b>FORM <ix:nonNumeric contextRef="c1" name="dei:DocumentType">{form}</ix:nonNumeric></b></p>
<p style="text-align: center"><b>{company}</b></p>
<p style="text-align: center">(Exact name of registrant as specified in its charter)</p>
<p>Indicate by check mark whether the registrant is a shell company. Yes &#9744; No &#9746;</p>
"""  # noqa: E501

FIGURES = """<table cellpadding="0" cellspacing="0" style="border-collapse: collapse; width: 100%">
<tr style="vertical-align: bottom"><td>&#160;</td><td>&#160;</td><td colspan="6" style="text-align: center"><b>Three months ended</b></td></tr>
<tr style="vertical-align: bottom"><td>(in thousands)</td><td>&#160;</td><td colspan="2"><b>2026</b></td><td>&#160;</td><td colspan="2"><b>2025</b></td><td>&#160;</td></tr>
<tr style="background-color: #CCEEFF"><td>Revenue</td><td>&#160;</td><td>$</td><td style="text-align: right">81,204</td><td>&#160;</td><td>$</td><td style="text-align: right">59,377</td><td>&#160;</td></tr>
<tr><td>Net loss</td><td>&#160;</td><td>$</td><td style="text-align: right">(6,115</td><td>)</td><td>$</td><td style="text-align: right">(21,940</td><td>)</td></tr>
</table>
"""  # noqa: E501

ANNUAL = (
    """{cover}
<p style="text-align: center"><b>PART I</b></p>
<p><b>ITEM 1. BUSINESS</b></p>
<p>We own a mine and a separation plant that turns bastnaesite into oxides&#8212;the &#8220;plant&#8221;.</p>
<p><b>ITEM 1A. RISK FACTORS</b></p>
<p>Prices of neodymium may fall below what it costs us to produce, and a single customer buys most of our output.</p>
<div style="page-break-before: always"></div>
<p style="text-align: center"><b>PART II</b></p>
<p><b>ITEM 7. MANAGEMENT&#8217;S DISCUSSION AND ANALYSIS OF FINANCIAL CONDITION AND RESULTS OF OPERATIONS</b></p>
<p>Revenue rose because more oxide was sold.</p>
"""
    + FIGURES
    + """
</body></html>"""
)

QUARTERLY = (
    """{cover}
<p style="text-align: center"><b>PART I &#8211; FINANCIAL INFORMATION</b></p>
<p><b>Item 1. Financial Statements</b></p>
"""
    + FIGURES
    + """
<p><b>Item 2. Management&#8217;s Discussion and Analysis</b></p>
<p>We spent $14.2 million on the heavy rare earth line in the quarter.</p>
<p style="text-align: center"><b>PART II &#8211; OTHER INFORMATION</b></p>
<p><b>Item 1A. Risk Factors</b></p>
<p>There are no changes to the risk factors of our last annual report.</p>
</body></html>"""
)

CURRENT = """{cover}
<table style="width: 100%"><tr style="vertical-align: top"><td style="width: 1in"><b>Item 2.02.</b></td><td><b>Results of Operations and Financial Condition.</b></td></tr></table>
<p>The company announced its results for the quarter in the press release that is furnished as Exhibit 99.1.</p>
<table style="width: 100%"><tr style="vertical-align: top"><td style="width: 1in"><b>Item 9.01.</b></td><td><b>Financial Statements and Exhibits.</b></td></tr></table>
<p>(d) Exhibits: 99.1 Press release.</p>
</body></html>"""  # noqa: E501

RELEASE = (
    """<HTML><HEAD><TITLE></TITLE></HEAD><BODY STYLE="font: 10pt Times New Roman, Times, Serif">
<P STYLE="text-align: center"><B>Results for the Quarter</B></P>
<P>Record production of 917 tonnes of NdPr oxide lifted revenue by more than a third.</P>
<P><B>Financial summary</B></P>
"""
    + FIGURES
    + """
</BODY></HTML>"""
)

FOREIGN_ANNUAL = """{cover}
<P align=center><B>PART I </B></P>
<P><B>ITEM 4. INFORMATION ON THE COMPANY </B></P>
<P>We hold a stake in the Tanbreez deposit in southern Greenland. </P>
<P><B>A. History and development of the company </B></P>
<P>The company was formed in the British Virgin Islands in 2022. </P>
<P><B>ITEM 5. OPERATING AND FINANCIAL REVIEW AND PROSPECTS </B></P>
<P>We have no revenue and spent $9.6 million on exploration. </P>
</body></html>"""

CANADIAN_ANNUAL = """{cover}
<p><b>DISCLOSURE CONTROLS AND PROCEDURES</b></p>
<p>The Annual Information Form is Exhibit 99.1 and the annual financial statements are Exhibit 99.2.</p>
</body></html>"""

INFORMATION_FORM = """<html><head><title>Exhibit 99.1</title></head><body>
<p><b>ANNUAL INFORMATION FORM</b></p><p><b>THE SANGDONG MINE</b></p>
<p>Commissioning of the tungsten mine at Sangdong in Korea was completed in the year.</p></body></html>"""

FOREIGN_REPORT = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd"><html><head><title>Document</title></head><body>
<div style="text-align:center"><font style="font-size:16pt;font-weight:700">UNITED STATES</font></div>
<div style="text-align:center"><font style="font-size:16pt;font-weight:700">SECURITIES AND EXCHANGE COMMISSION</font></div>
<div style="text-align:center"><font style="font-size:12pt;font-weight:700">FORM 6-K</font></div>
<div><font>Report of foreign private issuer for the month of March 2025</font></div>
<div><font style="font-weight:700">EXHIBIT INDEX</font></div>
<div><font>99.1 Press release on the economic assessment</font></div></body></html>"""  # noqa: E501

TANBREEZ = """<HTML><BODY><P><B>Economic assessment of Tanbreez</B></P>
<P>The assessment puts the net present value before tax at about $3.0 billion, and first production in 2027.</P></BODY></HTML>"""  # noqa: E501

PLAIN = """NOTICE OF MEETING

The annual meeting of shareholders will be held in Toronto on June 18.
Holders of record at the close of business on May 5 may vote."""

DOCUMENTS = {
    "10-K": ANNUAL,
    "10-Q": QUARTERLY,
    "8-K": CURRENT,
    "release": RELEASE,
    "20-F": FOREIGN_ANNUAL,
    "40-F": CANADIAN_ANNUAL,
    "aif": INFORMATION_FORM,
    "6-K": FOREIGN_REPORT,
    "tanbreez": TANBREEZ,
    "plain": PLAIN,
    "cert": "<html><body><p>I certify that I have read this report.</p></body></html>",
    "schema": '<?xml version="1.0" encoding="US-ASCII"?><schema/>',
    "viewer": "<html><body><p>Cover page viewer</p></body></html>",
    "ownership": '<?xml version="1.0"?><ownershipDocument/>',
}
