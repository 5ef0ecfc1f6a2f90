"""The desk: the QA lead's page, and the links by which people fetch documents."""
