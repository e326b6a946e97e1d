import { expect, it } from "vitest";

import { buildCsv } from "./csv";

it("quotes what parts cells and lines", () => {
  const csv = buildCsv(
    ["a", "b"],
    [
      ["x, y", 'say "no"'],
      ["two\nlines", null],
    ],
  );
  expect(csv).toBe('\uFEFFa,b\r\n"x, y","say ""no"""\r\n"two\nlines",\r\n');
});

it("lets no cell be taken for a formula", () => {
  const csv = buildCsv(["t"], [["=1+1"], ["@sum"], ["-3"], [-3]]);
  expect(csv.split("\r\n").slice(1, 5)).toEqual(["'=1+1", "'@sum", "'-3", "-3"]);
});
