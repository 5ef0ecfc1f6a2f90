"""Microsoft Graph, for the two things that Teams cannot tell: who people are, and who has the app."""
