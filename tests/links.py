"""The links of a notebook into the published book, and those of the published page, in the same form."""

import re
from html import unescape
from posixpath import dirname, join, normpath

_MARKDOWN = re.compile(r"(?<!!)\[([^][]*)\]\(([^)#\s]+)#?([^)]*)\)")
_HTML = re.compile(r'<a class="reference internal" href="([^"#]*)#?([^"]*)">(.*?)</a>', re.DOTALL)


def notebook_links(text, base_url):
    """Return ``(words, page, fragment)`` of each link in Markdown that leads into the book."""
    found = [
        (words, url.removeprefix(base_url), at)
        for words, url, at in _MARKDOWN.findall(text)
        if base_url in url
    ]
    return {(words.replace("*", ""), page, at) for words, page, at in found if page.endswith(".html")}


def page_links(html, page):
    """Return ``(words, page, fragment)`` of each link on a page that leads into the book."""
    return {
        (unescape(re.sub("<.*?>", "", words)), normpath(join(dirname(page), path)) if path else page, at)
        for path, at, words in _HTML.findall(html)
    }


def numbered(links):
    """Return the links whose words hold a number."""
    return {link for link in links if re.search(r"\d", link[0])}
