export interface ZoneGroup {
  /** "Europe"; what has no region stands in a group of its own without a name. */
  region: string;
  zones: { id: string; name: string }[];
}

/** "America/Argentina/Buenos_Aires" → "Argentina, Buenos Aires", of the region "America". */
function nameZone(id: string): string {
  return id
    .split("/")
    .slice(id.includes("/") ? 1 : 0)
    .map((part) => part.replaceAll("_", " "))
    .join(", ");
}

/** All zones that the browser knows, and those given beside them, by region. */
export function listTimeZones(others: readonly string[]): ZoneGroup[] {
  const ids = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...others]);
  const groups = new Map<string, ZoneGroup>();
  for (const id of [...ids].sort()) {
    const region = id.includes("/") ? (id.split("/")[0] ?? "") : "";
    const group = groups.get(region) ?? { region, zones: [] };
    group.zones.push({ id, name: nameZone(id) });
    groups.set(region, group);
  }
  return [...groups.values()].sort((a, b) => a.region.localeCompare(b.region));
}

/** "Mon, 16:13": what the clocks of a zone show, or null where the browser does not know it. */
export function tellTimeIn(zone: string, locale: string, now: Date = new Date()): string | null {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      weekday: "short",
      hour: "numeric",
      minute: "2-digit",
    }).format(now);
  } catch {
    return null;
  }
}
