"""The only room that imports botbuilder."""
