"""Scenarios: a case told day by day, played on the real engine, store, forms and outbox. See docs/scenarios.md."""
