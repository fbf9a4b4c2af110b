"""The graph as one HTML page that needs nothing else: no network, no server, no other file.

Example:
    >>> from kg.model import KnowledgeGraph
    >>> render_html(KnowledgeGraph(), title="My graph").splitlines()[0]
    '<!doctype html>'
"""

from kg.view.page import render_html, write_html

__all__ = ["render_html", "write_html"]
