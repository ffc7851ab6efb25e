"""Addresses of the room psychotherapy."""

from django.urls import URLPattern

app_name = "psychotherapy"
urlpatterns: list[URLPattern] = []
