import { describe, expect, it } from "vitest";

import { EventStreamParser } from "./parser";

describe("EventStreamParser", () => {
  it("reads an event with id, name and data", () => {
    const events = new EventStreamParser().push('id: 3\nevent: status\ndata: {"seq":3}\n\n');
    expect(events).toEqual([{ id: "3", event: "status", data: '{"seq":3}' }]);
  });

  it("finds the same events wherever the stream is cut", () => {
    const text =
      "\uFEFF: hello\r\nid: 1\r\nevent: status\r\ndata: a\r\ndata: b\r\n\r\n" +
      ": keep-alive\n\nid: 2\rdata: c\r\r" +
      "event: end\ndata: d\n\n";
    const whole = new EventStreamParser().push(text);
    expect(whole).toEqual([
      { id: "1", event: "status", data: "a\nb" },
      { id: "2", event: "message", data: "c" },
      { id: "2", event: "end", data: "d" },
    ]);
    for (let size = 1; size <= text.length; size += 1) {
      const parser = new EventStreamParser();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
    }
  });

  it("gives nothing for a comment or an event without data", () => {
    expect(new EventStreamParser().push(": keep-alive\n\nevent: status\n\n")).toEqual([]);
  });

  it("keeps an unfinished event until its blank line", () => {
    const parser = new EventStreamParser();
    expect(parser.push("data: half")).toEqual([]);
    expect(parser.push("\n")).toEqual([]);
    expect(parser.push("\n")).toEqual([{ id: null, event: "message", data: "half" }]);
  });

  it("takes away one space after the colon, not more", () => {
    expect(new EventStreamParser().push("data:  two\n\n")[0]?.data).toBe(" two");
  });
});
