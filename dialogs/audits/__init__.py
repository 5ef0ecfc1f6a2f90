"""The record: what an audit is, what happened to it, its stages and its route, and who may do what."""
