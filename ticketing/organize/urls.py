"""Addresses below `/organizer/events/<slug>/`."""

from django.urls import path

from ticketing.organize.views import (
    catalogue,
    entering,
    exports,
    order,
    order_actions,
    orders,
    overview,
    quotas,
    tickets,
    vouchers,
    waiting,
)

app_name = "organize"
ORDERS = [
    path("orders/", orders.order_list, name="orders"),
    path("orders/new/", entering.manual_order, name="order_new"),
    path("orders/grant/", entering.grant, name="grant"),
    path("orders/<str:number>/", order.order_page, name="order"),
    path("orders/<str:number>/resend/", order_actions.resend, name="order_resend"),
    path("orders/<str:number>/buyer/", order_actions.buyer, name="order_buyer"),
    path("orders/<str:number>/note/", order_actions.note, name="order_note"),
    path("orders/<str:number>/cancel/", order_actions.cancel, name="order_cancel"),
    path("orders/<str:number>/refund/", order_actions.refund, name="order_refund"),
    path("orders/<str:number>/returned/", order_actions.returned, name="order_returned"),
    path("orders/<str:number>/paid/", order_actions.settle, name="order_settle"),
    path("exports/<str:kind>.<str:form>", exports.download, name="export"),
    path("tickets/", tickets.ticket_list, name="tickets"),
    path("tickets/<str:number>/", tickets.ticket_page, name="ticket"),
    path("tickets/<str:number>/files/<uuid:question>/", tickets.answer_file, name="answer_file"),
]
CATALOGUE = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/categories/new/", catalogue.new_category, name="category_new"),
    path("catalogue/categories/<uuid:category>/", catalogue.edit_category, name="category"),
    path("catalogue/categories/<uuid:category>/move/", catalogue.move_category, name="category_move"),
    path("catalogue/categories/<uuid:category>/withdraw/", catalogue.withdraw, name="category_withdraw"),
    path("catalogue/categories/<uuid:category>/delete/", catalogue.delete, name="category_delete"),
    path("catalogue/quotas/new/", quotas.edit_quota, name="quota_new"),
    path("catalogue/quotas/<uuid:quota>/", quotas.edit_quota, name="quota"),
    path("catalogue/quotas/<uuid:quota>/delete/", quotas.remove_quota, name="quota_delete"),
    path("catalogue/questions/new/", quotas.edit_question, name="question_new"),
    path("catalogue/questions/<uuid:question>/", quotas.edit_question, name="question"),
    path("catalogue/questions/<uuid:question>/delete/", quotas.remove_question, name="question_delete"),
    path("settings/", quotas.settings, name="settings"),
]
OFFERS = [
    path("vouchers/", vouchers.voucher_list, name="vouchers"),
    path("vouchers/new/", vouchers.edit_voucher, name="voucher_new"),
    path("vouchers/many/", vouchers.many_vouchers, name="voucher_many"),
    path("vouchers/<uuid:voucher>/", vouchers.edit_voucher, name="voucher"),
    path("vouchers/<uuid:voucher>/delete/", vouchers.remove_voucher, name="voucher_delete"),
    path("waiting/", waiting.waiting_list, name="waiting"),
    path("waiting/offer/", waiting.offer, name="waiting_offer"),
    path("waiting/<uuid:entry>/remove/", waiting.remove, name="waiting_remove"),
]
urlpatterns = [path("", overview.overview, name="overview"), *ORDERS, *CATALOGUE, *OFFERS]
