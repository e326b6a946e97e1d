import { describe, expect, it } from "vitest";

import { buildPreviewForm, buildUpload } from "./forms";
import { buildSource, PREVIEWED_BYTES, SourceProblem } from "./source";

const MEGABYTE = 1024 * 1024;

function blob(bytes: number): Blob {
  return new Blob([new Uint8Array(bytes)]);
}

function sizes(form: FormData): Record<string, number> {
  return Object.fromEntries(
    form.getAll("file").map((file) => [(file as File).name, (file as File).size]),
  );
}

describe("buildPreviewForm", () => {
  it("sends a small file whole", () => {
    const form = buildPreviewForm(
      buildSource("table", "a.csv", [{ name: "a.csv", blob: blob(9) }], 0),
      { platform: "x" },
    );
    expect(sizes(form)).toEqual({ "a.csv": 9 });
    expect(form.get("is_part")).toBeNull();
    expect(form.get("platform")).toBe("x");
  });

  it("sends the beginning of a large one, and says so", () => {
    const part = { name: "a.csv", blob: blob(5 * MEGABYTE) };
    const form = buildPreviewForm(buildSource("table", "a.csv", [part], 0), {});
    expect(sizes(form)).toEqual({ "a.csv": PREVIEWED_BYTES });
    expect(form.get("is_part")).toBe("true");
  });

  it("sends of an archive the first posts and whose they are", () => {
    const parts = [
      { name: "tweets.js", blob: blob(3 * MEGABYTE) },
      { name: "tweets-part1.js", blob: blob(3 * MEGABYTE) },
      { name: "account.js", blob: blob(100) },
    ];
    const form = buildPreviewForm(buildSource("archive", "x.zip", parts, 4), {});
    expect(sizes(form)).toEqual({ "tweets.js": PREVIEWED_BYTES, "account.js": 100 });
    expect(form.get("is_part")).toBe("true");
  });
});

describe("buildUpload", () => {
  it("puts the fields before the files, and leaves out what was not said", () => {
    const source = buildSource("table", "a.csv", [{ name: "a.csv", blob: blob(1) }], 0);
    const form = buildUpload(source, { account: "runa", timezone: "" });
    expect([...form.keys()]).toEqual(["account", "file"]);
  });
});

describe("buildSource", () => {
  it("refuses what is larger than an import may be", () => {
    const part = { name: "a.csv", blob: { size: 2_001 * MEGABYTE } as Blob };
    expect(() => buildSource("table", "a.csv", [part], 0)).toThrow(SourceProblem);
  });
});
