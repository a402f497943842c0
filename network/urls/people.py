"""Networks, authorities, members, nominations, the record of acts."""

from django.urls import URLPattern

people: list[URLPattern] = []
