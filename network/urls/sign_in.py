"""Signing in, factors, sessions, the own account."""

from django.urls import URLPattern

sign_in: list[URLPattern] = []
