function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** Length of a recording: 848 → "14:08", 3725 → "1:02:05". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** A span in its two largest units: 31 → { seconds: 31 }, 11520 → { hours: 3, minutes: 12 }. */
export function splitSpan(seconds: number): { hours: number; minutes: number; seconds: number } {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return { hours, minutes, seconds: hours > 0 ? 0 : whole % 60 };
}

/** "5 Nov", with the year where it is not the present one. */
export function formatDay(instant: Date, locale: string, now: Date = new Date()): string {
  const isThisYear = instant.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" as const }),
  }).format(instant);
}

/** "Thu 5 Nov, 16:00". */
export function formatMoment(instant: Date, locale: string, now: Date = new Date()): string {
  const isThisYear = instant.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    ...(isThisYear ? {} : { year: "numeric" as const }),
  }).format(instant);
}

/** "09:14:31". */
export function formatTimeOfDay(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(instant);
}

/** The exact instant with its zone, for a hover. */
export function formatExact(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" }).format(instant);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago, in the largest unit that it fills: "3 days ago", "now". */
export function formatAgo(instant: Date, locale: string, now: Date = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - instant.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const step = STEPS.find(([, length]) => seconds >= length);
  return step === undefined
    ? format.format(0, "second")
    : format.format(-Math.floor(seconds / step[1]), step[0]);
}
