"""The HTTP side: the one door for Teams, health, readiness and figures."""
