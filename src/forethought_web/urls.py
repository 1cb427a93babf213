"""Every address of the site."""

from django.conf import settings
from django.urls import path

from forethought_web.api import languagetool, v1
from forethought_web.pages import about, cases, check, guidance, learn, privacy, programs, search

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
    path("guidance/", guidance.page, name="guidance"),
    path("guidance/compare", guidance.compared, name="guidance-compare"),
    path("guidance/<slug:pack_id>/", guidance.pack, name="guidance-pack"),
    path("concerns/", guidance.concerns, name="concerns"),
    path("concerns/<slug:concern>/", guidance.concern, name="guidance-concern"),
    path("search", search.page, name="search"),
    path("cases/", cases.page, name="precedents"),
    path("cases/<slug:case_id>/", cases.case, name="case"),
    path("privacy/", privacy.page, name="privacy"),
    path("privacy/<slug:platform>/", privacy.walk, name="privacy-platform"),
    path("learn/", learn.page, name="learn"),
    path("learn/<slug:set_id>/", learn.scenario, name="learn-set"),
    path("learn/<slug:set_id>/record", learn.record, name="learn-record"),
    path("learn/<slug:set_id>/sheet", learn.sheet, name="learn-sheet"),
    path("about/", about.page, name="about"),
    path("programs/", programs.page, name="api"),
    path("api/v1/", v1.api.urls),
    path("v2/check", languagetool.check_text),
    path("v2/languages", languagetool.languages),
    path("v2/info", languagetool.info),
    path("v2/healthcheck", languagetool.health),
    path("v2/maxtextlength", languagetool.longest),
    path("v2/words", languagetool.words),
    path("offline", about.offline, name="offline"),
]

if settings.CONSULTS:
    from forethought_web.consultations import pages as consultations
    from forethought_web.responses import pages as responses

    urlpatterns += [
        path("consultations/", consultations.listed, name="consultations"),
        path("consultations/<slug:slug>/", consultations.read, name="consultation"),
        path("consultations/<slug:slug>/changes", consultations.changes, name="consultation-changes"),
        path("consultations/<slug:slug>/documents/<int:number>", consultations.document, name="consultation-document"),
        path("consultations/<slug:slug>/respond", responses.begin, name="respond"),
        path("responses/<str:key>/", responses.respond, name="response"),
        path("responses/<str:key>/receipt", responses.receipt, name="response-receipt"),
        path("responses/<str:key>/copy", responses.copy, name="response-copy"),
        path("responses/<str:key>/withdraw", responses.take_back, name="response-take-back"),
    ]
