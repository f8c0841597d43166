"""One module a form."""
