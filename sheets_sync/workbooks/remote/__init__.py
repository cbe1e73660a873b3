"""Workbooks on a server (WebDAV, SharePoint): downloaded, changed, uploaded if unchanged there."""
