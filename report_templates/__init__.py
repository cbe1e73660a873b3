"""The Word templates that we ship; a file of the same name in `report_templates/` beside config.yaml wins."""
