"""What the chat page talks to: one stream of events, and JSON endpoints that act as a person.

The page is served at `/`, its other files at `/assets/NAME`. Everything below is on the same origin, takes and gives
JSON, and refuses a foreign `Host` or `Origin`. Nobody logs in: each request says for which person it speaks.

**People and chats.** Ada (1001), Ben (1002) and Clara (1003, the admin); each has a private chat with the bot whose id
is the person's own. Ada, Ben and the bot are in the group -1000000002001. The bot is 2000, `@lode_playground_bot`.
Tests may add more of each, so read them from the state.

**State.** `GET /page/state?person=ID` gives what this person sees:

    {"instance": "9f…", "cursor": 17,                      the server's run, and the last event that is included
     "bot": User + {"description", "short_description"},
     "person": User, "people": [User, …],                  `people`: everybody the page can speak for
     "chats": [{"id", "type": "private"|"group"|"supergroup", "title", "is_forum",
                "topics": [{"message_thread_id", "name"}],
                "started": bool,                           private: False shows a Start button and the bot's description
                "blocked": bool,                           private: this person has blocked the bot
                "bot_status": "member"|"administrator"|"left"|"kicked",
                "members": [User, …],
                "commands": [{"command", "description"}],  the bot's menu for this person in this chat; [] is no menu
                "menu_button": {"type": "commands"|"default"|…},
                "pinned_message_ids": [id, …],
                "messages": [PageMessage, …]}]}            oldest first

A `PageMessage` is a Bot API `Message` object (`from`, `date` in seconds, `text` or `caption` with `entities` or
`caption_entities` whose offsets count UTF-16 units, as JavaScript's strings do; `reply_markup.inline_keyboard`,
`reply_to_message`, `quote`, `message_thread_id`, `edit_date`, `photo`, `document`, `location`, `via_bot`) with these
besides:

    "silent": bool            sent with disable_notification
    "file": {"url", "name", "mime_type", "size", "width", "height"} or null
    "reactions": ["👍", …]    the bot's reactions

**Events.** `GET /page/events?person=ID[&instance=…&after=EVENT_ID]` is a WebSocket (not SSE: a browser allows only six
of those over all tabs). Every frame is `{"id": n, "type": …, …}`; ids of one instance rise, with gaps. Reconnect with
the `instance` and the last `id` seen: what was missed is sent, nothing twice. If the server has restarted, forgotten
that far back, or got no `after`, the first frame is a `state` instead and the page draws anew (what it showed of an
older instance may stay on screen, but cannot be pressed, edited or replied to). The server ignores what the page sends.

    state            {"state": State}
    message          {"message": PageMessage}              new, or changed: placed by `chat.id` and `message_id`
    deleted          {"chat_id", "message_ids": [id, …]}
    action           {"chat_id", "message_thread_id"|null, "action": "typing"|"upload_photo"|…}
                                                           show for 5 s or until the bot's next message there
    draft            {"chat_id", "message_thread_id"|null, "draft_id", "text", "entities"}
                                                           a message being written: replaces the draft of that id, lives
                                                           30 s, goes when the bot's next message there comes
    callback_answer  {"query_id", "text", "show_alert": bool, "url"|null}
                                                           ends the button's spinner; `text` "" shows nothing, else
                                                           a toast or, with `show_alert`, a dialog
    inline_results   {"query_id", "results": [{"id", "type", "title", "description", "message_text", "url"}],
                      "next_offset", "button": {"text", "start_parameter"}|null}
    changed          {}                                    commands, the bot's name or texts, members, block, pins,
                                                           topics or a new chat: GET /page/state and redraw what
                                                           stands around the messages

**Acting as a person.** `POST` with a JSON object; `person` and `chat_id` are numbers, always needed. The answer is 200
with the JSON named here, or `{"error": "why"}` with 400 (malformed), 403 (not a member, blocked) or 404 (no such chat,
message or button). The message itself comes by the event stream as well, to every tab.

    /page/send      {person, chat_id, text, reply_to?, message_thread_id?}   -> {"message": PageMessage}
    /page/edit      {person, chat_id, message_id, text}                      -> {"message": PageMessage}
    /page/press     {person, chat_id, message_id, row, column}               -> {"query_id"}: await its callback_answer
                    for buttons with `callback_data` only; `url`, `copy_text` and `switch_inline_query_current_chat`
                    are the page's own to open, copy, or type. A real client gives up waiting after about 15 s.
    /page/start     {person, payload?}                                       -> {"message": PageMessage}
                    what opening `https://t.me/lode_playground_bot?start=PAYLOAD` and pressing Start does; the page
                    must catch such links in messages
    /page/inline    {person, chat_id, query, offset?}                        -> {"query_id"}: await its inline_results
    /page/choose    {person, chat_id, query_id, result_id}                   -> {"message": PageMessage}
    /page/location  {person, chat_id, latitude, longitude}                   -> {"message": PageMessage}
    /page/block     {person} and /page/unblock {person}                      -> {}
    /page/upload    multipart/form-data: fields person, chat_id, kind ("photo" or "document"), caption?, reply_to?,
                    message_thread_id?, then `file` last                      -> {"message": PageMessage}

`GET /page/files/FILE_UNIQUE_ID` gives a photo for `<img>`, or a document as a download.
"""
