"""Workbooks in a WebDAV folder, as Nextcloud has: downloaded, changed, uploaded if unchanged."""
