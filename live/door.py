"""The one websocket's door."""

socket_door = None
