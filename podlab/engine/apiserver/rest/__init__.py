"""REST requests and their answers: routes, bodies, lists, tables, watches, logs."""
