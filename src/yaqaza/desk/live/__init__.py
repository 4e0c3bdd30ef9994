"""The live stream: says to each officer on duty that something of theirs changed, never what (docs/adr/0021).

``application`` is the ASGI application, ``listener`` hears the database, ``hub`` knows who listens, ``officers`` knows what they may hear.
"""
