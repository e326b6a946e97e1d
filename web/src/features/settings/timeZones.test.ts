import { describe, expect, it } from "vitest";

import { listTimeZones, tellTimeIn } from "./timeZones";

describe("listTimeZones", () => {
  it("groups by region, and has UTC and a zone that the browser does not list", () => {
    const groups = listTimeZones(["Nowhere/Else_Where"]);
    const find = (id: string) =>
      groups.flatMap(({ zones }) => zones).filter((zone) => zone.id === id);
    expect(find("Europe/Berlin")).toEqual([{ id: "Europe/Berlin", name: "Berlin" }]);
    expect(find("UTC")).toHaveLength(1);
    expect(find("Nowhere/Else_Where")).toEqual([{ id: "Nowhere/Else_Where", name: "Else Where" }]);
  });

  it("names places within a country", () => {
    const names = listTimeZones([]).flatMap(({ zones }) => zones.map(({ name }) => name));
    expect(names).toContain("Indiana, Knox");
  });
});

describe("tellTimeIn", () => {
  it("is the time of the zone, not of the machine", () => {
    const now = new Date("2026-11-30T15:13:00Z");
    expect(tellTimeIn("Asia/Kathmandu", "en-GB", now)).toBe("Mon 20:58");
    expect(tellTimeIn("No/Zone", "en-GB", now)).toBeNull();
  });
});
