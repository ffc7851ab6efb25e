"""Which page answers where."""

from django.urls import include, path

from goldthread.page import views as page

urlpatterns = [
    # What is opened all day comes first: each address is compared with every one before it.
    path("", include("goldthread.notes.urls")),
    path("", include("goldthread.chart.urls")),
    path("", include("goldthread.people.urls")),
    path("", include("goldthread.cases.urls")),
    path("", include("goldthread.authorizations.urls")),
    path("", include("goldthread.documents.urls")),
    path("", include("goldthread.needs.urls")),
    path("", include("goldthread.plans.urls")),
    path("", include("goldthread.schedule.urls")),
    path("", include("goldthread.psychotherapy.urls")),
    path("", include("goldthread.paper.urls")),
    path("", include("goldthread.billing.urls")),
    path("", include("goldthread.capture.urls")),
    path("help/", page.help_page, name="help"),
    path("help/<slug:name>/", page.help_page, name="help_page"),
]
handler400 = "goldthread.page.views.unreadable"
handler403 = "goldthread.page.views.forbidden"
handler404 = "goldthread.page.views.not_found"
handler500 = "goldthread.page.views.broken"
