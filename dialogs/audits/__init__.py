"""The record: an audit, the events that made it, its stages and route, and who may do what."""
