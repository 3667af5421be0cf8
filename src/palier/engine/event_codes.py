"""Codes of the events that the loop logs: what subject, object and value are."""

# Event codes; the words are in result.py. Subject / object / value:
EV_AWARE = 1  # person / room / cue
EV_SETS_OUT = 2  # person / room / goal
EV_COLLECTS = 3  # carer / dependant / room
EV_ENTERS = 4  # person / room / from room
EV_TURNS_BACK = 5  # person / room refused / visibility m
EV_REFUGE = 6  # person / room
EV_WINDOW = 7  # person / room
EV_OPENS = 8  # person (-1: fire, -2: closer, -3: crew) / opening
EV_SHUTS = 9  # person / opening
EV_LEFT_BEHIND = 10  # dependant / room / carer
EV_DOWN = 11  # person / room / 0 gas, 1 heat
EV_DEAD = 12  # person / room / 0 gas, 1 heat
EV_SAFE = 13  # person / way (link or -1 - team) / fed
EV_ALARM = 14  # alarm / room
EV_CALL = 15  # person / -1
EV_NOTICES = 16  # responder / person seen (-1) / kind
EV_READY = 17  # team / -1: in place
EV_TAKES = 18  # team / person / fed at that time
EV_ACROSS = 19  # team / person / seconds it took
EV_IGNITES = 20  # fire / room
EV_WINDOW_BREAKS = 21  # opening / room
EV_DOOR_FAILS = 22  # opening / room
EV_WATER = 23  # responder / room
EV_FIRE_OUT = 24  # fire / room
EV_VENT_OPENS = 25  # vent / responder
EV_CALLED_BACK = 26  # person calling / person called
EV_FIRE_STARVED = 27  # fire / room: oxygen limits it
EV_HAND_OVER_LATE = 28  # team / person who died or fell before being reached
EV_SEARCHES = 29  # person / room looked through
EV_GOES_BACK = 30  # person / member of the household / room where that one is
EV_ARRIVES = 31  # responder (a crew) / -1
EV_STOPPED = 32  # team / room / 0 smoke, 1 heat
EV_FAN = 33  # fan / responder
