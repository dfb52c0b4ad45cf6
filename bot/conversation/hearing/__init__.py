"""What people type, understood in English and German. Pure: no clock, no database, no network; nothing here raises.

Each function hears one thing and answers None (or nothing) when the words do not say it: to ask again is better than to guess.
"""
