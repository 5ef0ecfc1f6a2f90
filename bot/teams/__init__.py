"""The only room that imports botbuilder; `service` opens it.

    async with open_teams(Identity(mode="development")) as teams:
        handler = ...                       # takes turns, speaks through teams.channel
        app.add_routes(teams.routes(handler))

Nothing is imported here, so that `identity` can be read (by settings, by the command line) without paying
for botbuilder's import: 0.6 seconds and 60 MB.
"""
