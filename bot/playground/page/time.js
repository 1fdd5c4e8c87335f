/** How moments are written in the chat. Moments are Unix seconds, shown in the reader's own time zone. */

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "2-digit" });
const EVERYTHING = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });

const asDate = (seconds) => new Date(seconds * 1000);

/** The days from then to today, both in local time: 0 is today. */
function daysAgo(seconds) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(new Date()) - midnight(asDate(seconds))) / 86_400_000);
}

export const clock = (seconds) => CLOCK.format(asDate(seconds));

export const fullTime = (seconds) => EVERYTHING.format(asDate(seconds));

/** What stands between the messages of two days. */
export function dayName(seconds) {
  const ago = daysAgo(seconds);
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  const isThisYear = asDate(seconds).getFullYear() === new Date().getFullYear();
  return (isThisYear ? DAY : DAY_AND_YEAR).format(asDate(seconds));
}

/** What stands beside a chat in the list: the time today, the weekday this week, else the date. */
export function listTime(seconds) {
  const ago = daysAgo(seconds);
  if (ago === 0) return clock(seconds);
  return ago < 7 ? WEEKDAY.format(asDate(seconds)) : SHORT_DAY.format(asDate(seconds));
}
