"""What words of a field's name say about it. Tables only: rules stand in `meaning` and `likeness`.

All words are singular and in lower case, as `digit_tc.language.words` gives them.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set, so that tables read as prose."""
    return frozenset(text.split())


def _names(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split("_")) for name in text.split())


NOT_SOURCES = _names(
    "success ok error error_message error_code message status state description detail note notes "
    "body comment summary reason content text snippet remark instruction explanation warning "
    "created_at updated_at modified_at deleted_at timestamp created updated modified "
    "created_date updated_date last_updated last_modified has_more next_page page page_size "
    "per_page offset limit total_page total_count count total total_result result_count "
    "status_code request_id trace_id next_cursor cursor next_page_token confirmation "
    "bio abstract excerpt disclaimer kind object version etag"
)
"""Free text, flags, book-keeping and paging: values that serve nobody as an argument."""

NOT_TARGETS = _names(
    "limit page page_size per_page page_number offset skip max_result max_results num_result "
    "sort sort_by sort_order order_by order sorting direction format output_format "
    "response_format language lang locale unit units verbose dry_run debug force timeout query q "
    "search search_query search_term keyword filter fields include exclude expand cursor "
    "page_token token api_key apikey key secret password passwd pwd access_token auth_token "
    "auth authorization credential credentials client_secret refresh_token pin otp bearer_token "
    "x_prefect_api_version message text body content note notes comment description subject "
    "prompt instruction reason memo count number_of_result top_k temperature seed mode method "
    "callback callback_url webhook_url user_agent status state version "
    "type kind operation operator property tag label strategy policy idempotency_key "
    "correlation_id trace_id traceparent color colour theme priority"
)
"""Control, credentials and what the user says in own words: parameters that no result feeds."""

GENERIC = word_set(
    "name title type value count total result data date text code number key label time start end "
    "url link uri path size duration level category color colour kind group tag class rank order "
    "index position length width height weight depth age year month day hour minute second "
    "quantity price cost fee rate score rating percentage percent ratio average mean sum "
    "unit currency_unit symbol description image photo icon file content hash format model "
    "status state role gender sex field column row option choice answer question topic subject "
    "theme style version priority severity source target origin destination range radius speed "
    "distance volume area balance discount tax point amount_unit interval frequency period "
    "deadline reference ref stage step phase timezone zone flag mode message input output "
    "low high open close"
    " max min maximum minimum param parameter property setting address_line slug "
    "datetime timestamp at on"
)
"""Heads that say little alone: they match only where the entity behind both sides agrees."""

TEMPORAL = word_set(
    "date time datetime timestamp day month year hour start end deadline at on week"
)
"""Generic heads whose role must agree exactly: a start is not just a date."""

ID_CLASSES = {
    "id": "id", "uuid": "id", "guid": "id", "identifier": "id", "ids": "id",
    "number": "number", "no": "number", "num": "number", "key": "key",
    "reference": "reference", "ref": "reference", "sku": "sku",
}  # fmt: skip
"""Last words that make a name an identifier of the words before, and the class of identifier."""

WEAK_ENTITIES = word_set(
    "item object record resource entity element request result entry thing value row "
    "response parent target source session instance reference external client"
)
"""Nouns that mean something else in each namespace."""

CONTAINERS = word_set(
    "data result item response payload record row entry list output content value object hit "
    "match page body option detail info information collection element return resource "
    "attribute property meta metadata array map summary found selected created updated json root "
    "all nearest available suggestion candidate recommendation"
)
"""Collections that name no entity: the tool's own noun stands behind `results[].id`."""

VERBS = word_set(
    "get list search find create add update delete remove fetch retrieve read show view check "
    "lookup look query send book reserve cancel set edit modify change make generate calculate "
    "compute convert track schedule submit register insert new open close start stop post put "
    "patch browse load download upload save store estimate validate verify analyze analyse "
    "translate detect extract recommend suggest rename move copy share assign unassign archive "
    "restore approve reject refund pay purchase buy sell place apply count filter describe "
    "explore discover request resolve run execute enable disable pause resume confirm complete "
    "mark invite join leave rate review export import sync subscribe unsubscribe follow "
    "unfollow log print display determine predict identify compare play turn toggle bulk upsert "
    "publish reply forward transfer issue activate deactivate reschedule renew borrow return "
    "dispatch record order"
)
TRAILING_VERBS = word_set(
    "get list search find create update delete remove fetch retrieve read post put patch lookup "
    "upsert"
)
"""Verbs that may also stand last: `orders_list`, `user_create`."""

BRINGING_FORTH = word_set("create register insert new make generate post")
"""Verbs whose own noun cannot exist yet when they are called."""

SETTING = word_set(
    "create register insert new update set edit rename change modify add make post put patch "
    "generate upsert reschedule adjust save write record log take rate"
)
"""Verbs that give their noun the attributes that they are called with."""

DESTROYING = word_set("delete remove cancel archive close unsubscribe")

PREPOSITIONS = word_set("by for of in to from with on at via using near between within into about "
                      "per as and or")  # fmt: skip

ADJECTIVES = word_set(
    "nearby new all available my current latest upcoming recent popular top random best existing "
    "single multiple specific given active open full basic detailed the a an one many any next "
    "last first trending featured public private daily weekly monthly historical real live "
    "bulk default similar related"
)

ATTRIBUTES = word_set(
    "status detail info information list history data summary price balance availability "
    "description name title count location schedule statistic stat profile metadata state "
    "result record overview report id contents content rating review value"
)
"""Trailing words of a tool's name that name no entity of their own: `get_order_status`."""

PAGE_WORDS = word_set("response schema model out read result page list dto output reply info "
                    "summary "
                    "detail details object data create update filter base full")  # fmt: skip
"""Words of a schema's title that belong to the interface: `FlowRunResponse` is a flow run."""

QUALIFIERS = word_set("total full current default final exact actual estimated selected given "
                    "preferred main primary own unique external internal valid")  # fmt: skip
"""Words before a head that do not change what it is."""

OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (word_set(one), word_set(other))
    for one, other in (
        ("from", "to"), ("from origin source departure", "to destination target arrival"),
        ("start begin starting", "end finish stop ending"), ("departure depart", "return arrival"),
        ("outbound", "inbound return"), ("min minimum lowest", "max maximum highest"),
        ("sender from", "recipient receiver to"), ("latitude lat", "longitude lon lng long"),
        ("width", "height length depth"), ("height", "length depth weight"),
        ("buy buyer", "sell seller"), ("checkin", "checkout"), ("pickup", "dropoff delivery"),
        ("old previous", "new next"), ("parent", "child"), ("billing", "shipping"),
        ("home", "away work office"), ("open opening", "close closing"), ("before", "after"),
        ("lower low", "upper high"), ("debit", "credit"), ("bid", "ask"), ("input", "output"),
        ("base", "quote target"), ("left", "right"), ("winner", "loser"), ("first", "last second"),
        ("primary", "secondary"), ("due", "start begin"), ("expiry expiration", "start issue"),
        ("birth", "start end departure return death"),
    )
)  # fmt: skip
"""Pairs of roles that one value never plays both of."""

ROLES = frozenset().union(*(one | other for one, other in OPPOSITES)) - word_set(
    "issue work office"
)

PEOPLE = word_set("user person contact employee member customer account staff teammate people")
PERSON_ROLES = word_set(
    "assignee owner author sender recipient manager organizer organiser attendee participant "
    "receiver reviewer reporter creator requester approver invitee host member watcher lead"
)
NAMED_ROLES = PERSON_ROLES | word_set(
    "passenger guest traveller traveler patient tenant subscriber cardholder holder payee "
    "beneficiary driver"
)
"""Roles that people play: `assignee_id` may be the id of a user.
`NAMED_ROLES` have ids of their own, but a passenger's name may be the user's."""

SAME_ENTITY = {
    "film": "movie", "repo": "repository", "doc": "document", "org": "organization",
    "organisation": "organization", "pic": "photo", "picture": "photo", "msg": "message",
    "dept": "department", "acct": "account", "txn": "transaction", "reservation": "booking",
    "employee": "employee", "img": "image", "dir": "folder", "directory": "folder",
    "config": "configuration", "env": "environment", "cart": "cart", "basket": "cart",
}  # fmt: skip
