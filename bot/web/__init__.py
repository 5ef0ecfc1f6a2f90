"""The HTTP side: the endpoint for Teams, health, readiness and metrics."""
