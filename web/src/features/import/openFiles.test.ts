import { BlobWriter, configure, TextReader, ZipWriter } from "@zip.js/zip.js";
import { beforeAll, describe, expect, it } from "vitest";

import { openFiles, type PickedFile } from "./openFiles";
import type { SourceProblem } from "./source";

async function zip(
  members: Record<string, string>,
  options: { password?: string } = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter("application/zip"), options);
  for (const [name, text] of Object.entries(members)) {
    await writer.add(name, new TextReader(text));
  }
  return writer.close();
}

function pick(path: string, content: BlobPart): PickedFile {
  return { path, file: new File([content], path.split("/").at(-1) ?? path) };
}

async function reasonOf(picked: PickedFile[]): Promise<string> {
  const problem = await openFiles(picked, picked[0]?.path ?? "").then(
    () => null,
    (error: unknown) => error as SourceProblem,
  );
  return problem?.reason ?? "opened";
}

const ARCHIVE = {
  "Your archive.html": "<html>",
  "data/tweets.js": "window.YTD.tweets.part0 = []",
  "data/account.js": "window.YTD.account.part0 = []",
  "data/direct-messages.js": "secret",
};

describe("openFiles", () => {
  beforeAll(() => configure({ useWebWorkers: false }));

  it("takes of an X archive the posts' members alone", async () => {
    const opened = await openFiles([pick("x.zip", await zip(ARCHIVE))], "x.zip");
    if (!("source" in opened)) throw new Error("not opened");
    const { source } = opened;
    expect(source.kind).toBe("archive");
    expect(source.parts.map((part) => part.name)).toEqual(["tweets.js", "account.js"]);
    await expect(source.parts[0]?.blob.text()).resolves.toBe("window.YTD.tweets.part0 = []");
    expect(source.left).toBe(2);
  });

  it("takes the same of its folder, and of an archive in several parts", async () => {
    const folder = Object.entries(ARCHIVE).map(([path, text]) => pick(`x/${path}`, text));
    const fromFolder = await openFiles(folder, "x");
    const first = await zip({ "data/account.js": "a" });
    const second = await zip({ "data/tweets.js": "t" });
    const fromParts = await openFiles([pick("1.zip", first), pick("2.zip", second)], "1.zip");
    for (const opened of [fromFolder, fromParts]) {
      if (!("source" in opened)) throw new Error("not opened");
      expect(opened.source.parts.map((part) => part.name)).toEqual(["tweets.js", "account.js"]);
    }
  });

  it("unpacks the one table of an archive", async () => {
    const packed = await zip({ "out/posts.csv": "id\n1", "readme.md": "-" });
    const opened = await openFiles([pick("out.zip", packed)], "out.zip");
    if (!("source" in opened)) throw new Error("not opened");
    expect(opened.source).toMatchObject({ kind: "table", name: "posts.csv" });
    await expect(opened.source.parts[0]?.blob.text()).resolves.toBe("id\n1");
  });

  it("asks which of several tables it shall be", async () => {
    const packed = await zip({ "Table data.csv": "a\n1", "Totals.csv": "b\n2" });
    const opened = await openFiles([pick("studio.zip", packed)], "studio.zip");
    expect("choice" in opened && opened.choice.tables.map((table) => table.path)).toEqual([
      "Table data.csv",
      "Totals.csv",
    ]);
  });

  it("takes a table by its content, whatever it is called", async () => {
    const opened = await openFiles([pick("export", "id;title\n1;a")], "export");
    expect("source" in opened && opened.source.kind).toBe("table");
  });

  it("says what is wrong with what cannot be imported", async () => {
    const whole = await (await zip(ARCHIVE)).arrayBuffer();
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);
    const reasons = [
      await reasonOf([pick("posts.csv", "<!doctype html><title>Log in")]),
      await reasonOf([pick("posts.csv", "")]),
      await reasonOf([pick("a.png", picture)]),
      await reasonOf([pick("a.xlsx", await zip({ "xl/workbook.xml": "<x/>" }))]),
      await reasonOf([pick("a.zip", whole.slice(0, 300))]),
      await reasonOf([pick("a.zip", await zip(ARCHIVE, { password: "p" }))]),
      await reasonOf([pick("a.zip", await zip({ "photo.jpg": "x" }))]),
    ];
    expect(reasons).toEqual([
      "html",
      "empty",
      "binary",
      "opened",
      "damaged_zip",
      "encrypted",
      "nothing_inside",
    ]);
  });

  it("stops unpacking what grows beyond what the archive said", async () => {
    const bytes = new Uint8Array(
      await (await zip({ "data/tweets.js": "x".repeat(5000) })).arrayBuffer(),
    );
    const view = new DataView(bytes.buffer);
    // The size before packing, in the table of contents and in the member's own head.
    for (let at = 0; at + 4 < bytes.length; at += 1) {
      if (view.getUint32(at, true) === 5000) view.setUint32(at, 50, true);
    }
    expect(await reasonOf([pick("bomb.zip", bytes)])).toBe("damaged_zip");
  });
});
