"""What every page shares: the request's transaction, sign-in, security headers, templates, errors."""
