"""The calendar through Microsoft's SDK: events, invitations and answers, views, schedules."""

from datetime import timedelta
from typing import Any

from mail_steps import MAYOR
from sdk_steps import ask, body_of, failure, query, when

ZONE = "W. Europe Standard Time"


def at(hour: int, minute: int = 0) -> Any:
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone

    return DateTimeTimeZone(date_time=f"2030-09-10T{hour:02}:{minute:02}:00", time_zone=ZONE)


def event(**more: Any) -> Any:
    from msgraph.generated.models.event import Event

    return Event(**{"subject": "Gesprek", "start": at(10), "end": at(11), "body": body_of("<p>Overleg</p>"), **more})


def attendee(address: str) -> Any:
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.email_address import EmailAddress

    return Attendee(email_address=EmailAddress(address=address), type=AttendeeType.Required)


def test_an_event_is_made_read_changed_and_removed(sdk: Any) -> None:
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.models.location import Location

    place = Location(display_name="Stadhuis")
    made = sdk.run(sdk.mine.events.post(event(show_as=FreeBusyStatus.Tentative, location=place, transaction_id="t-1")))
    assert made.show_as == FreeBusyStatus.Tentative and made.location.display_name == "Stadhuis"
    assert sdk.run(sdk.mine.events.post(event(transaction_id="t-1"))).id == made.id
    one = sdk.mine.events.by_event_id(made.id)
    found = sdk.run(one.get(ask(one, {"Prefer": f'outlook.timezone="{ZONE}"'})))
    assert found.start.date_time.startswith("2030-09-10T10:00:00") and found.start.time_zone == ZONE
    assert sdk.run(one.patch(Event(subject="Anders", start=at(12), end=at(13)))).subject == "Anders"
    assert [row.id for row in sdk.run(sdk.mine.events.get()).value] == [made.id]
    sdk.run(one.delete())
    assert failure(sdk, one.get()).response_status_code == 404


def test_a_view_holds_what_overlaps_its_span(sdk: Any) -> None:
    for hour in (9, 12, 15):
        sdk.run(sdk.mine.events.post(event(subject=str(hour), start=at(hour), end=at(hour + 1))))
    view = sdk.mine.calendar_view
    span = {"start_date_time": "2030-09-10T09:30:00+02:00", "end_date_time": "2030-09-10T13:30:00+02:00"}
    page = sdk.run(view.get(query(view, **span, orderby=["start/dateTime"], select=["subject"])))
    assert [row.subject for row in page.value] == ["9", "12"]
    calendar = sdk.mine.calendar.calendar_view
    assert len(sdk.run(calendar.get(query(calendar, **span))).value) == 2


def test_a_delta_of_a_view_tells_what_changed(sdk: Any) -> None:
    made = sdk.run(sdk.mine.events.post(event()))
    delta = sdk.mine.calendar_view.delta
    span = {"start_date_time": "2030-09-01T00:00:00Z", "end_date_time": "2030-10-01T00:00:00Z"}
    page = sdk.run(delta.get(query(delta, **span)))
    assert [row.id for row in page.value] == [made.id]
    sdk.run(sdk.mine.events.by_event_id(made.id).delete())
    page = sdk.run(delta.with_url(page.odata_delta_link).get())
    assert [(row.id, row.additional_data["@removed"]["reason"]) for row in page.value] == [(made.id, "deleted")]


def invited(sdk: Any, number: int) -> tuple[Any, Any]:
    """An invitation to a colleague: the organizer's event, and the colleague's copy of it."""
    colleague = sdk.tenant.ready["team"][number]
    made = sdk.run(sdk.mine.events.post(event(attendees=[attendee(colleague)], allow_new_time_proposals=True)))
    [copy] = when(lambda: sdk.run(sdk.user(number).events.get()).value, bool)
    return made, sdk.user(number).events.by_event_id(copy.id)


def answer_of(sdk: Any, made: Any) -> Any:
    def read() -> Any:
        return sdk.run(sdk.mine.events.by_event_id(made.id).get()).attendees[0].status.response.value

    return when(read, lambda found: found not in ("none", "notResponded"))


def test_colleagues_accept_decline_and_hesitate(sdk: Any) -> None:
    from msgraph.generated.users.item.events.item.accept.accept_post_request_body import AcceptPostRequestBody
    from msgraph.generated.users.item.events.item.decline.decline_post_request_body import DeclinePostRequestBody
    from msgraph.generated.users.item.events.item.tentatively_accept.tentatively_accept_post_request_body import (
        TentativelyAcceptPostRequestBody,
    )

    made, copy = invited(sdk, 2)
    sdk.run(copy.accept.post(AcceptPostRequestBody(comment="Graag", send_response=True)))
    assert answer_of(sdk, made) == "accepted"
    made, copy = invited(sdk, 3)
    sdk.run(copy.tentatively_accept.post(TentativelyAcceptPostRequestBody(comment="?", send_response=True)))
    assert answer_of(sdk, made) == "tentativelyAccepted"
    made, copy = invited(sdk, 4)
    sdk.run(copy.decline.post(DeclinePostRequestBody(comment="Nee", send_response=True)))
    assert answer_of(sdk, made) == "declined"


def test_only_the_organizer_calls_off(sdk: Any) -> None:
    from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody

    made, copy = invited(sdk, 2)
    refused = failure(sdk, copy.cancel.post(CancelPostRequestBody(comment="x")))
    assert refused.response_status_code == 400 and "organizer" in refused.error.message
    one = sdk.mine.events.by_event_id(made.id)
    assert sdk.run(one.cancel.post(CancelPostRequestBody(comment="Vervalt"))) is None
    assert failure(sdk, one.get()).response_status_code == 404
    assert when(lambda: sdk.run(copy.get()).is_cancelled, bool)


def test_free_and_busy_are_read_with_an_error_per_mailbox(sdk: Any) -> None:
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (
        GetSchedulePostRequestBody,
    )

    sdk.run(sdk.user(2).events.post(event(show_as=FreeBusyStatus.Busy)))
    asked = GetSchedulePostRequestBody(
        schedules=[sdk.tenant.ready["team"][2], MAYOR], start_time=at(9), end_time=at(12), availability_view_interval=60
    )
    rows = sdk.run(sdk.mine.calendar.get_schedule.post(asked)).value
    assert rows[0].availability_view == "020" and rows[0].schedule_items[0].status == FreeBusyStatus.Busy
    assert rows[1].error.message and rows[1].schedule_items is None or rows[1].schedule_items == []


def test_calendars_are_made_and_listed(sdk: Any) -> None:
    from msgraph.generated.models.calendar import Calendar

    made = sdk.run(sdk.mine.calendars.post(Calendar(name="Tour")))
    one = sdk.mine.calendars.by_calendar_id(made.id)
    sdk.run(one.events.post(event()))
    assert len(sdk.run(one.events.get()).value) == 1
    assert {"Tour"} < {row.name for row in sdk.run(sdk.mine.calendars.get()).value}
    sdk.run(one.delete())


def test_meeting_times_are_not_found_for_an_application(sdk: Any) -> None:
    from msgraph.generated.users.item.find_meeting_times.find_meeting_times_post_request_body import (
        FindMeetingTimesPostRequestBody,
    )

    body = FindMeetingTimesPostRequestBody(meeting_duration=timedelta(hours=1))
    assert failure(sdk, sdk.mine.find_meeting_times.post(body)).response_status_code == 403
