/** Which addresses may be opened, and which of them lead to the bot itself. */

const OPENED = new Set(["http:", "https:", "tg:"]);
const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** The address, completed where it lacks a scheme; null unless it is http, https or tg. */
export function safeAddress(address) {
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[^/?#]*\.[^/?#]*:\d/.test(address);
  const url = parsed(hasScheme ? address : `http://${address}`);
  return url && OPENED.has(url.protocol) ? url.href : null;
}

/** The start payload ("" where there is none) of a link that opens a chat with this bot; null for any other link. */
export function startPayload(address, botName) {
  const url = parsed(address);
  if (!url) return null;
  const isResolved = url.protocol === "tg:" && url.href.startsWith("tg://resolve?");
  if (!isResolved && !TELEGRAM_HOSTS.has(url.hostname)) return null;
  const name = isResolved ? url.searchParams.get("domain") : url.pathname.slice(1);
  return name?.toLowerCase() === botName.toLowerCase() ? (url.searchParams.get("start") ?? "") : null;
}

function parsed(address) {
  return URL.canParse(address) ? new URL(address) : null;
}
