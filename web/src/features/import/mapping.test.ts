import { describe, expect, it } from "vitest";

import type { ImportQuestion } from "@/lib/api/types";

import { fakePreview } from "../../../tests/factories";
import {
  answer,
  buildFields,
  chooseFolded,
  fieldOf,
  findObstacles,
  mapColumn,
  NO_EDITS,
} from "./mapping";

describe("mapColumn", () => {
  it("takes a field from the column that had it", () => {
    expect(mapColumn({ views: "a", likes: "b" }, "b", "views")).toEqual({ views: "b" });
  });

  it("reads a column as one thing at a time, or as nothing", () => {
    expect(mapColumn({ title: "a" }, "a", "text")).toEqual({ text: "a" });
    expect(mapColumn({ title: "a" }, "a", null)).toEqual({});
  });

  it("replaces what was the same for all rows", () => {
    expect(mapColumn({ platform: { value: "x" } }, "net", "platform")).toEqual({
      platform: "net",
    });
  });
});

it("finds the field of a column, whatever it is called", () => {
  expect(fieldOf({ title: "__proto__" }, "__proto__")).toBe("title");
  expect(fieldOf({ platform: { value: "x" } }, "x")).toBeNull();
});

describe("answer", () => {
  it("keeps what was mapped by hand, but not over another encoding", () => {
    const edits = { mapping: { title: "t" }, answers: {} };
    expect(answer(edits, { account: "runa" })).toEqual({
      mapping: { title: "t" },
      answers: { account: "runa" },
    });
    expect(answer(edits, { encoding: "latin-1" }).mapping).toBeNull();
  });

  it("forgets an answer that was taken back", () => {
    const edits = { mapping: null, answers: { account: "runa", platform: "x" } };
    expect(answer(edits, { account: "  " }).answers).toEqual({ platform: "x" });
  });
});

describe("buildFields", () => {
  it("leaves the guess to the server until it is changed", () => {
    expect(buildFields({ mapping: null, answers: { platform: "x" } }, undefined)).toEqual({
      platform: "x",
    });
  });

  it("sends what was shown when it starts", () => {
    expect(buildFields(NO_EDITS, fakePreview({ mapping: { views: "v" } }))).toEqual({
      mapping: '{"views":"v"}',
    });
  });

  it("sends no mapping for an archive, which needs none", () => {
    expect(buildFields(NO_EDITS, fakePreview({ mapping: {} }))).toEqual({});
  });
});

describe("findObstacles", () => {
  const question: ImportQuestion = {
    option: "account",
    message: "Whose?",
    choices: [],
    is_needed: true,
  };

  it("names the questions that must be answered, and only those", () => {
    const preview = fakePreview({
      questions: [question, { ...question, option: "encoding", is_needed: false }],
      sample: { rows: 3, readable: 0, refused: 3 },
    });
    expect(findObstacles(preview)).toEqual([{ kind: "question", option: "account" }]);
  });

  it("does not start what cannot be read at all", () => {
    const none = fakePreview({ sample: { rows: 3, readable: 0, refused: 3 } });
    expect(findObstacles(none)).toEqual([{ kind: "none_readable", rows: 3 }]);
    const empty = fakePreview({ sample: { rows: 0, readable: 0, refused: 0 } });
    expect(findObstacles(empty)).toEqual([{ kind: "no_rows" }]);
  });

  it("starts with some rows refused", () => {
    expect(findObstacles(fakePreview({ sample: { rows: 3, readable: 1, refused: 2 } }))).toEqual(
      [],
    );
  });
});

describe("chooseFolded", () => {
  const column = (name: string, field: "title" | null) => ({
    name,
    samples: [],
    field,
    is_certain: false,
  });

  it("folds nothing away where all can be seen at once", () => {
    expect(chooseFolded([column("a", null)]).size).toBe(0);
  });

  it("keeps those in view that mean something", () => {
    const many = Array.from({ length: 30 }, (_, index) => column(`c${index}`, null));
    const folded = chooseFolded([...many, column("t", "title")]);
    expect(folded.size).toBe(30);
    expect(folded.has("t")).toBe(false);
  });
});
