/** What pressing a button under a message does. */

import * as api from "./api.js";
import { alertDialog, toast } from "./dialogs.js";
import { openMenu } from "./menu.js";
import { copy } from "./reading.js";

const PATIENCE_MS = 15_000;

/**
 * @param {HTMLElement} node  the button, which names its place
 * @param {object} page  `bot`, `personId`, `chats`, `answers`, and what it can do: `openChat`, `write`, `openAddress`
 */
export async function press(message, node, page) {
  const [row, column] = [Number(node.dataset.row), Number(node.dataset.column)];
  const button = message.reply_markup.inline_keyboard[row][column];
  if (button.callback_data !== undefined) await tell(message, row, column, node, page);
  else if (button.copy_text) await copy(button.copy_text.text);
  else if (button.switch_inline_query_current_chat !== undefined) {
    page.write(`@${page.bot.username} ${button.switch_inline_query_current_chat}`);
  } else if (button.switch_inline_query !== undefined || button.switch_inline_query_chosen_chat) {
    const query = button.switch_inline_query ?? button.switch_inline_query_chosen_chat.query ?? "";
    chooseChat(node, page, `@${page.bot.username} ${query}`);
  } else toast("The playground cannot open this kind of button.");
}

/** Tell the bot, and show that it is at work until it answers or a real client would give up. */
async function tell(message, row, column, node, page) {
  if (node.ariaBusy === "true") return;
  node.ariaBusy = "true";
  const where = { person: page.personId, chat_id: message.chat.id, message_id: message.message_id };
  try {
    const { query_id: queryId } = await api.press({ ...where, row, column });
    const answer = await page.answers.wait(queryId, PATIENCE_MS);
    if (answer) show(answer, page);
  } finally {
    node.ariaBusy = "false";
  }
}

function show({ text, show_alert: isAlert, url }, page) {
  if (url) page.openAddress(url);
  if (!text) return;
  if (isAlert) alertDialog(page.bot.first_name, text);
  else toast(text);
}

function chooseChat(node, page, text) {
  const items = page.chats.map((chat) => ({
    label: chat.title,
    run: () => {
      page.openChat(chat.id);
      page.write(text);
    },
  }));
  openMenu("Choose a chat", node.getBoundingClientRect(), items);
}
