"""The core of POM desk: people, dates, rules, store and services.

It knows no toolkit, no words and no colours; ``docs/architecture.md`` draws it.
"""

__version__ = "0.1.0"
