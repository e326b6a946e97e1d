import { describe, expect, it } from "vitest";

import { splitPostText, type TextPart } from "./postText";

function marked(text: string): TextPart[] {
  return splitPostText(text).filter((part) => part.kind !== "text");
}

describe("splitPostText", () => {
  it("finds links, and leaves the sentence its full stop", () => {
    expect(marked("Read https://example.org/a?b=1, then (http://example.org/c).")).toEqual([
      { kind: "link", text: "https://example.org/a?b=1" },
      { kind: "link", text: "http://example.org/c" },
    ]);
  });

  it("finds handles and hashtags in any script", () => {
    expect(marked("With @kelp.roof and #قارب, not a@b.example or 1#2.")).toEqual([
      { kind: "tag", text: "@kelp.roof" },
      { kind: "tag", text: "#قارب" },
    ]);
  });

  it("takes only schemes of the web for links", () => {
    expect(marked("javascript:alert(1) data:text/html,x file:///etc/passwd")).toEqual([]);
  });

  it.each(["", "plain", "#one#two", "https://", "@", "a\n\n#b https://c.example/d)"])(
    "loses nothing of %j",
    (text) => {
      expect(
        splitPostText(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    },
  );
});
