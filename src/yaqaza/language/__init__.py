"""What Yaqaza knows about the writing of the Maghreb: letters, names, places, telephone numbers in running text.

Pure Python: no Django, no settings.
"""
