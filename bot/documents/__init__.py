"""Files that leave the bot: one audit as a Word document, and exports of everything."""
