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
    from forethought_web.consultations import following, trying
    from forethought_web.consultations import pages as consultations
    from forethought_web.discussion import pages as discussion
    from forethought_web.responses import pages as responses
    from forethought_web.responses import publishing
    from forethought_web.results import pages as results
    from forethought_web.results import printing
    from forethought_web.staff import (
        access,
        analysis,
        clearing,
        comments,
        documents,
        entering,
        importing,
        outcomes,
        people,
        previewing,
        questions,
        themes,
        trail,
    )
    from forethought_web.staff import pages as staff
    from forethought_web.staff import responses as staff_responses

    urlpatterns += [
        path("consultations/", consultations.listed, name="consultations"),
        path("consultations/<slug:slug>/", consultations.read, name="consultation"),
        path("consultations/<slug:slug>/changes", consultations.changes, name="consultation-changes"),
        path("consultations/<slug:slug>/documents/<int:number>", consultations.document, name="consultation-document"),
        path("consultations/<slug:slug>/follow", following.follow, name="follow"),
        path("following/<str:token>/", following.confirm, name="following"),
        path("consultations/<slug:slug>/respond", responses.begin, name="respond"),
        path("consultations/<slug:slug>/responses", publishing.page, name="published-responses"),
        path("consultations/<slug:slug>/responses.<str:form>", publishing.data, name="open-data"),
        path("consultations/<slug:slug>/try", trying.page, name="try"),
        path("responses/<str:key>/try", trying.page, name="response-try"),
        path("consultations/<slug:slug>/feed", discussion.feed, name="consultation-feed"),
        path("consultations/<slug:slug>/moderation", discussion.moderation, name="moderation"),
        path("consultations/<slug:slug>/outcome", results.page, name="outcome"),
        path("consultations/<slug:slug>/outcome.<str:form>", printing.page, name="outcome-file"),
        path("consultations/<slug:slug>/comments/<int:number>", discussion.permalink, name="comment"),
        path("consultations/<slug:slug>/comments/<int:number>/vote", discussion.voted, name="vote"),
        path("consultations/<slug:slug>/comments/<int:number>/report", discussion.reported, name="report-comment"),
        path("consultations/<slug:slug>/<slug:anchor>/", discussion.paragraph, name="paragraph"),
        path("staff/", staff.home, name="staff"),
        path("staff/sign-in", access.sign_in, name="sign-in"),
        path("staff/sign-out", access.sign_out, name="sign-out"),
        path("staff/trail", trail.trail, name="staff-trail"),
        path("staff/people", people.page, name="staff-people"),
        path("staff/<slug:slug>/", staff.one, name="staff-one"),
        path("staff/<slug:slug>/preview", previewing.page, name="staff-preview"),
        path("staff/<slug:slug>/questions/<int:order>", questions.page, name="staff-question"),
        path("staff/<slug:slug>/documents", documents.page, name="staff-documents"),
        path("staff/<slug:slug>/responses", staff_responses.responses, name="staff-responses"),
        path("staff/<slug:slug>/responses/new", entering.page, name="staff-key-in"),
        path("staff/<slug:slug>/responses/import", importing.page, name="staff-import"),
        path("staff/<slug:slug>/responses/<str:reference>", clearing.page, name="staff-response"),
        path("staff/<slug:slug>/responses.<str:form>", staff_responses.export, name="staff-export"),
        path("staff/<slug:slug>/analysis", analysis.page, name="staff-analysis"),
        path("staff/<slug:slug>/themes", themes.page, name="staff-themes"),
        path("staff/<slug:slug>/themes/<int:order>", themes.read, name="staff-themes-read"),
        path("staff/<slug:slug>/comments", comments.comments, name="staff-comments"),
        path("staff/<slug:slug>/outcomes", outcomes.outcomes, name="staff-outcomes"),
        path("comments/<str:key>/", discussion.own, name="own-comment"),
        path("responses/<str:key>/", responses.respond, name="response"),
        path("responses/<str:key>/receipt", responses.receipt, name="response-receipt"),
        path("responses/<str:key>/copy", responses.copy, name="response-copy"),
        path("responses/<str:key>/withdraw", responses.take_back, name="response-take-back"),
    ]
