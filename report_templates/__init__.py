"""The Word templates that we ship; one of the same name beside config.yaml takes their place."""
