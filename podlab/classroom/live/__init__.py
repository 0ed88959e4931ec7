"""Classes that somebody attends now: presence, dashboards, looks, orders, news."""
