"""The monitoring report: gathered from the database, computed in dialogs/programme, written as a file."""
