"""The studio: an HTTP API over one loaded bundle, the page in front of it, and an MCP server.

Nothing is imported here: the processes that read uploads import this package and have to stay small.
"""
