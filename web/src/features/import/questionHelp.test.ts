import { describe, expect, it } from "vitest";

import { fakePreview } from "../../../tests/factories";
import { findExamples, listZones } from "./questionHelp";

function previewOf(field: "time" | "views" | "title", samples: string[]) {
  return fakePreview({
    columns: [{ name: "c", samples, field, is_certain: true }],
    mapping: { [field]: "c" },
  });
}

describe("findExamples", () => {
  it("shows values of the column that the question is about", () => {
    const preview = previewOf("time", ["03/04/2025", "", "03/04/2025", "05/04/2025"]);
    expect(findExamples("date_order", preview, preview.mapping)).toEqual([
      "03/04/2025",
      "05/04/2025",
    ]);
    expect(findExamples("number_format", preview, preview.mapping)).toEqual([]);
  });

  it("shows those numbers that can be read in two ways", () => {
    const preview = previewOf("views", ["12", "1.234", "7"]);
    expect(findExamples("number_format", preview, preview.mapping)).toEqual(["1.234"]);
  });

  it("shows long words around the letter in question, not around the server's ellipsis", () => {
    const long = `${"a".repeat(80)} Käse ${"b".repeat(80)}…`;
    const preview = previewOf("title", [long, `${"plain ".repeat(20)}…`]);
    const [example, ...others] = findExamples("encoding", preview, preview.mapping);
    expect(example).toMatch(/^…a+ Käse b+…$/);
    expect(others).toEqual([]);
  });
});

it("offers the reader's own zone first, and each zone once", () => {
  const zones = listZones([]);
  expect(zones.slice(0, 2)).toEqual(["Europe/Berlin", "UTC"]);
  expect(new Set(zones).size).toBe(zones.length);
});
