"""The year's programme: what one audit comes to for documents and exports, and the figures of reports."""
