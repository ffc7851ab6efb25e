"""Addresses of the room capture."""

from django.urls import URLPattern

app_name = "capture"
urlpatterns: list[URLPattern] = []
