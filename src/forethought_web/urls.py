"""Every address of the site."""

from django.urls import path

from forethought_web.pages import about, check, stub

handler400 = "forethought_web.errors.bad_request"
handler403 = "forethought_web.errors.refused"
handler404 = "forethought_web.errors.not_found"
handler500 = "forethought_web.errors.fault"

urlpatterns = [
    path("", check.page, name="check"),
    path("check/safer", check.safer, name="check-safer"),
    path("check/people", check.people, name="check-people"),
    path("check/note", check.note, name="check-note"),
    path("share", check.shared, name="share"),
    path("guidance/", stub.page, name="guidance"),
    path("guidance/<slug:pack_id>/", stub.page, name="guidance-pack"),
    path("concerns/<slug:concern>/", stub.page, name="guidance-concern"),
    path("cases/", stub.page, name="precedents"),
    path("privacy/", stub.page, name="privacy"),
    path("learn/", stub.page, name="learn"),
    path("about/", about.page, name="about"),
    path("programs/", stub.page, name="api"),
    path("offline", about.offline, name="offline"),
]
