import { describe, expect, it } from "vitest";

import { fillWeek, middleMultiple, nameOthers, nameWeekdays, placeInWeek } from "./others";

function fakeOther(published_at: string, overrides = {}) {
  return { post_id: published_at, title: null, published_at, value: 1, multiple: 1, ...overrides };
}

describe("placeInWeek", () => {
  it("goes by the clocks of the zone, over midnight and the week's end", () => {
    expect(placeInWeek("2026-11-05T15:30:00Z", "Europe/Berlin")).toEqual({ weekday: 3, hour: 16 });
    expect(placeInWeek("2026-11-08T23:30:00Z", "Europe/Berlin")).toEqual({ weekday: 0, hour: 0 });
    expect(placeInWeek("2026-11-09T00:10:00Z", "America/New_York")).toEqual({
      weekday: 6,
      hour: 19,
    });
  });

  it("knows summer time", () => {
    expect(placeInWeek("2026-07-01T12:00:00Z", "Europe/Berlin").hour).toBe(14);
    expect(placeInWeek("2026-12-02T12:00:00Z", "Europe/Berlin").hour).toBe(13);
  });
});

describe("fillWeek", () => {
  it("gathers the posts of one hour, from Monday on", () => {
    const cells = fillWeek(
      [
        fakeOther("2026-11-05T16:10:00Z"),
        fakeOther("2026-11-02T09:00:00Z"),
        fakeOther("2026-11-12T16:59:00Z"),
      ],
      "UTC",
    );
    expect(cells.map((cell) => [cell.weekday, cell.hour, cell.posts.length])).toEqual([
      [0, 9, 1],
      [3, 16, 2],
    ]);
  });
});

describe("middleMultiple", () => {
  const posts = (...multiples: (number | null)[]) =>
    multiples.map((multiple) => fakeOther("2026-11-05T16:10:00Z", { multiple }));

  it("is the median of those that are known", () => {
    expect(middleMultiple(posts(3, 1, null, 2))).toBe(2);
    expect(middleMultiple(posts(1, 2))).toBe(1.5);
  });

  it("is not known without any", () => {
    expect(middleMultiple(posts(null))).toBeNull();
    expect(middleMultiple([])).toBeNull();
  });
});

describe("names", () => {
  it("gives a value the title of the nearest post with it", () => {
    const nameOf = nameOthers([
      fakeOther("a", { value: 5, title: "near" }),
      fakeOther("b", { value: 5, title: "far" }),
      fakeOther("c", { value: 6 }),
    ]);
    expect(nameOf(5)).toBe("near");
    expect(nameOf(6)).toBeNull();
  });

  it("names weekdays from Monday on", () => {
    expect(nameWeekdays("de-DE", "long")[0]).toBe("Montag");
    expect(nameWeekdays("en-GB", "short")).toEqual([
      "Mon",
      "Tue",
      "Wed",
      "Thu",
      "Fri",
      "Sat",
      "Sun",
    ]);
  });
});
