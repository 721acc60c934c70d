"""The room's pages."""

from django.urls import path

from ticketing.views import changes, details, files, joining, mine, orders, paying, shop, waiting

app_name = "ticketing"
SESSION = "events/<str:event_slug>/sessions/<str:session_slug>/join/"
urlpatterns = [
    path("events/<str:slug>/tickets/order/", shop.choose_view, name="choose"),
    path("events/<str:slug>/tickets/register/", shop.register_view, name="register"),
    path("events/<str:slug>/tickets/wait/", shop.wait_view, name="wait"),
    path(SESSION, joining.join_page, name="join"),
    path(f"{SESSION}ticket/", joining.ticket_page, name="join_by_ticket"),
    path(f"{SESSION}leave/", joining.leave_page, name="leave"),
    path("orders/<str:number>/<str:secret>/", orders.order_page, name="order"),
    path("orders/<str:number>/<str:secret>/details/", details.details_page, name="details"),
    path("orders/<str:number>/<str:secret>/pay/", paying.pay_view, name="pay"),
    path("orders/<str:number>/<str:secret>/give-up/", paying.give_up_view, name="give_up"),
    path("orders/<str:number>/<str:secret>/return/", changes.return_page, name="return"),
    path("orders/<str:number>/<str:secret>/resend/", changes.resend_view, name="resend"),
    path("orders/<str:number>/<str:secret>/tickets/<uuid:public_id>/", changes.ticket_page, name="ticket"),
    path("orders/<str:number>/<str:secret>/tickets.pdf", files.tickets_file, name="tickets_pdf"),
    path("orders/<str:number>/<str:secret>/tickets/<uuid:public_id>.pdf", files.ticket_file, name="ticket_pdf"),
    path("orders/<str:number>/<str:secret>/calendar.ics", files.calendar_file, name="calendar"),
    path("orders/<str:number>/<str:secret>/invoices/<uuid:public_id>.pdf", files.invoice_file, name="invoice"),
    path("waiting/<uuid:public_id>/<str:secret>/", waiting.waiting_page, name="waiting"),
    path("account/tickets/", mine.my_tickets, name="my_tickets"),
    path("account/tickets/<uuid:public_id>.pdf", mine.my_ticket_file, name="my_ticket_pdf"),
    path("account/tickets/<uuid:public_id>.ics", mine.my_ticket_calendar, name="my_ticket_calendar"),
]
