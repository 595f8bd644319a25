"""Papers: a read model and words in, PDF bytes out.

Importing this package costs nothing: reportlab and pikepdf are loaded when the first
paper is rendered.
"""
