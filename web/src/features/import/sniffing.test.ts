import { describe, expect, it } from "vitest";

import { sniff } from "./sniffing";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Little-endian, without a mark. */
function utf16(text: string): Uint8Array {
  return new Uint8Array([...text].flatMap((letter) => [letter.charCodeAt(0), 0]));
}

describe("sniff", () => {
  it("takes tables of any encoding for text", () => {
    expect(sniff(bytes("id,title\n1,Käse"))).toBe("text");
    expect(sniff(bytes('\uFEFF[{"id": 1}]'))).toBe("text");
    expect(sniff(utf16("id;title\n1;a"))).toBe("text");
    expect(sniff(new Uint8Array([0xff, 0xfe, 0x69, 0x00]))).toBe("text");
    expect(sniff(new Uint8Array([0x4b, 0xe4, 0x73, 0x65, 0x92]))).toBe("text");
  });

  it("knows a web page, also behind blanks and remarks", () => {
    expect(sniff(bytes("\n <!DOCTYPE html><title>Log in</title>"))).toBe("html");
    expect(sniff(bytes("<!-- saved -->\n<html lang=en>"))).toBe("html");
    expect(sniff(bytes("<b>bold</b>,1"))).toBe("text");
  });

  it("knows archives, emptiness, and what is no text", () => {
    expect(sniff(new Uint8Array([0x50, 0x4b, 3, 4, 20]))).toBe("zip");
    expect(sniff(new Uint8Array())).toBe("empty");
    expect(sniff(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]))).toBe(
      "binary",
    );
  });
});
