import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ImportPreview } from "@/lib/api/types";

import { fakeImport, fakeLimits, fakePreview, fakeUser, IMPORT_ID } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { type FakeSending, startFakeUploads } from "../../../tests/fakeUpload";
import { renderApp } from "../../../tests/renderApp";
import { resetImport } from "./session";

const PREVIEW = "POST /api/v1/social/posts/import/preview";
const ONE = `GET /api/v1/social/imports/${IMPORT_ID}`;
const ROWS = `GET /api/v1/social/imports/${IMPORT_ID}/rows`;
const REFUSED = {
  row_number: 7,
  outcome: "refused",
  post_id: null,
  reason: "bad_number",
  field: "views",
  message: "“many” in column hits is no number.",
};
const QUESTION = { message: "Whose?", choices: [], is_needed: true };

function csv(text = "headline,hits\nKelp,1234", name = "posts.csv"): File {
  return new File([text], name, { type: "text/csv" });
}

async function choose(user: UserEvent, file: File): Promise<void> {
  await user.upload(await screen.findByLabelText("Choose files", { selector: "input" }), file);
}

function columnChoice(column: string): HTMLElement {
  return screen.getByRole("combobox", { name: `What “${column}” is read as` });
}

describe("ImportPage", () => {
  let server: FakeServer;
  let uploads: FakeSending[];
  let previewed: FormData[];
  let preview: ImportPreview;

  beforeEach(() => {
    server = startFakeServer();
    uploads = startFakeUploads();
    previewed = [];
    preview = fakePreview();
    const Plain = FormData;
    vi.stubGlobal(
      "FormData",
      class extends Plain {
        constructor() {
          super();
          previewed.push(this);
        }
      },
    );
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/social/platforms", {
      body: { items: [{ name: "x", label: "X", links: true }], next_cursor: null },
    });
    server.answer("GET /api/v1/social/imports", { body: { items: [], next_cursor: null } });
    server.answer(PREVIEW, () => ({ body: preview }));
    server.answer(ONE, { body: fakeImport() });
    server.answer(ROWS, { body: { items: [REFUSED], next_cursor: null } });
  });

  afterEach(() => resetImport());

  it("says before anything is chosen what it takes and what stays here", async () => {
    renderApp("/import");
    expect(await screen.findByRole("heading", { name: "Import posts" })).toBeVisible();
    expect(screen.getByText(/Up to 2 GB at once/)).toBeVisible();
    expect(screen.getByText(/Messages, contacts and log-ins stay on this computer/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Choose a folder" })).toBeEnabled();
  });

  it("refuses a web page that was saved as an export", async () => {
    const { user } = renderApp("/import");
    await choose(user, csv("<!doctype html><title>Log in</title>"));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "posts.csv is a web page, not an export",
    );
    expect(server.made(PREVIEW)).toHaveLength(0);
  });

  it("shows what each column is read as, what is a guess, and what comes of it", async () => {
    const { user } = renderApp("/import");
    await choose(user, csv());
    expect(await screen.findByRole("heading", { name: "What the columns mean" })).toBeVisible();
    expect(columnChoice("headline")).toHaveDisplayValue("Title");
    expect(columnChoice("hits")).toHaveDisplayValue("Views");
    expect(columnChoice("note")).toHaveDisplayValue("Not used");
    expect(screen.getAllByText("A guess")).toHaveLength(1);
    const rows = screen.getByRole("region", { name: "How it is read" });
    expect(within(rows).getByText("Kelp, dried on a roof")).toBeVisible();
    expect(within(rows).getByText("“many” in column hits is no number.")).toBeVisible();
    expect(screen.getByText("1 row can be read")).toBeVisible();
  });

  it("reads anew with each change, and uses a field once", async () => {
    const { user } = renderApp("/import");
    await choose(user, csv());
    await screen.findByRole("heading", { name: "What the columns mean" });
    await user.selectOptions(columnChoice("note"), "Views (now hits)");
    expect(columnChoice("hits")).toHaveDisplayValue("Not used");
    await waitFor(() => expect(server.made(PREVIEW)).toHaveLength(2));
    expect(previewed.at(-1)?.get("mapping")).toBe('{"title":"headline","views":"note"}');
  });

  it("asks what the file does not tell, and starts only once it is answered", async () => {
    const open = fakePreview({
      questions: [
        { ...QUESTION, option: "account" },
        { ...QUESTION, option: "number_format", choices: ["comma_point", "point_comma"] },
      ],
    });
    preview = open;
    const { user } = renderApp("/import");
    await choose(user, csv());
    expect(await screen.findByRole("heading", { name: /2 questions/ })).toBeVisible();
    const start = screen.getByRole("button", { name: "Import these posts" });
    expect(start).toBeDisabled();
    expect(screen.getByText(/Still needed: the account/)).toBeVisible();
    expect(screen.getByText(/In your file: 1,234/)).toBeVisible();
    preview = fakePreview();
    await user.selectOptions(
      screen.getByRole("combobox", { name: "How are the numbers written?" }),
      "1,234.5 (comma for thousands)",
    );
    await user.clear(screen.getByRole("textbox", { name: "Whose posts are these?" }));
    await user.type(screen.getByRole("textbox", { name: "Whose posts are these?" }), "@runa");
    await waitFor(() => expect(start).toBeEnabled());
    expect(previewed.at(-1)?.get("account")).toBe("@runa");
    expect(previewed.at(-1)?.get("number_format")).toBe("comma_point");
    // What was asked stays, so that it can be answered otherwise.
    expect(screen.getByRole("heading", { name: /2 questions/ })).toBeVisible();
  });

  it("says of which day the figures are, by the file's last change or as it is told", async () => {
    const { user } = renderApp("/import");
    const lastModified = Date.UTC(2025, 5, 14, 9);
    await choose(user, new File(["headline,hits\nKelp,1"], "old.csv", { lastModified }));
    const day = await screen.findByLabelText("When were the figures counted?");
    expect(day).toHaveValue("2025-06-14");
    expect(screen.getByText(/last changed on/)).toBeVisible();
    expect(previewed.at(-1)?.get("as_of")).toBe("2025-06-14T09:00:00.000Z");
    fireEvent.change(day, { target: { value: "2025-06-01" } });
    await waitFor(() => expect(previewed.at(-1)?.get("as_of")).toBe("2025-06-01T21:59:59.000Z"));
    await user.selectOptions(columnChoice("hits"), "Figures as of");
    expect(screen.queryByLabelText("When were the figures counted?")).toBeNull();
  });

  it("names what the server refuses of the mapping, and keeps the last reading", async () => {
    const { user } = renderApp("/import");
    await choose(user, csv());
    await screen.findByRole("heading", { name: "What the columns mean" });
    server.answer(PREVIEW, {
      status: 422,
      body: {
        error: "The mapping does not fit this file.",
        code: "MappingNotValid",
        request_id: "r",
        fields: [{ field: "mapping.views", reason: "bad", message: "Column hits: no numbers." }],
      },
    });
    await user.selectOptions(columnChoice("hits"), "Likes");
    expect(await screen.findByText("Column hits: no numbers.")).toBeVisible();
    expect(columnChoice("hits")).toHaveDisplayValue("Likes");
    expect(screen.getByRole("button", { name: "Import these posts" })).toBeDisabled();
  });

  it("sends the file with its progress, and shows what came of it", async () => {
    const { router, user } = renderApp("/import");
    await choose(user, csv());
    const start = await screen.findByRole("button", { name: "Import these posts" });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    expect(await screen.findByRole("heading", { name: "Sending posts.csv" })).toBeVisible();
    await waitFor(() => expect(uploads).toHaveLength(1));
    expect(uploads[0]?.headers["Authorization"]).toBe("Bearer token-of-a-test");
    expect(uploads[0]?.form.get("mapping")).toBe('{"title":"headline","views":"hits"}');
    uploads[0]?.progress(1024 * 1024, 4 * 1024 * 1024);
    expect(await screen.findByText(/1 MB of 4 MB · 25 %/)).toBeVisible();
    expect(screen.getByRole("progressbar", { name: "Sent so far" })).toHaveAttribute(
      "aria-valuenow",
      "25",
    );
    uploads[0]?.answer(202, fakeImport({ status: "PENDING" }));
    expect(await screen.findByRole("heading", { name: "9 posts imported" })).toBeVisible();
    expect(router.state.location.search).toEqual({ import: IMPORT_ID });
    expect(screen.getByRole("link", { name: "See them in the library" })).toBeVisible();
  });

  it("keeps what was chosen when the line breaks, and sends it again", async () => {
    const { user } = renderApp("/import");
    await choose(user, csv());
    const start = await screen.findByRole("button", { name: "Import these posts" });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    await waitFor(() => expect(uploads).toHaveLength(1));
    uploads[0]?.breakOff();
    expect(await screen.findByRole("alert")).toHaveTextContent("Nothing was imported");
    await user.click(screen.getByRole("button", { name: "Send it again" }));
    await waitFor(() => expect(uploads).toHaveLength(2));
    expect(uploads[1]?.form.getAll("file")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(uploads[1]?.isAborted).toBe(true);
    expect(await screen.findByRole("heading", { name: "What the columns mean" })).toBeVisible();
  });

  it("keeps an upload while another page is looked at", async () => {
    const { router, user } = renderApp("/import");
    await choose(user, csv());
    const start = await screen.findByRole("button", { name: "Import these posts" });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    await waitFor(() => expect(uploads).toHaveLength(1));
    await router.navigate({ to: "/requests" });
    await screen.findByRole("heading", { name: "History" });
    await router.navigate({ to: "/import" });
    expect(await screen.findByRole("heading", { name: "Sending posts.csv" })).toBeVisible();
    expect(uploads).toHaveLength(1);
  });

  it("reports row by row, the refused ones first, with the reason", async () => {
    const { user } = renderApp(`/import?import=${IMPORT_ID}`);
    const table = await screen.findByRole("table", { name: "Row by row" });
    const [, row] = within(table).getAllByRole("row");
    expect(row).toHaveTextContent("7RefusedViews: No number“many” in column hits is no number.");
    expect(new URL(server.made(ROWS)[0]?.url ?? "").searchParams.get("outcome")).toBe("refused");
    await user.click(screen.getByRole("button", { name: "Outcome: Refused" }));
    await user.click(await screen.findByRole("menuitemradio", { name: /Imported/ }));
    await waitFor(() =>
      expect(new URL(server.made(ROWS).at(-1)?.url ?? "").searchParams.get("outcome")).toBe(
        "imported",
      ),
    );
  });

  it("is found again among earlier imports, with how far it is", async () => {
    const running = fakeImport({ status: "PROCESSING", progress: 0.4, finished_at: null });
    server.answer("GET /api/v1/social/imports", {
      body: { items: [running], next_cursor: null },
    });
    server.answer(ONE, { body: running });
    const { user } = renderApp("/import");
    const past = await screen.findByRole("region", { name: "Earlier imports" });
    expect(past).toHaveTextContent("9 imported, 1 updated, 2 refused");
    await user.click(within(past).getByRole("link", { name: "posts.csv" }));
    expect(await screen.findByRole("heading", { name: "Importing" })).toBeVisible();
    expect(screen.getByRole("progressbar", { name: "Progress of the import" })).toHaveAttribute(
      "aria-valuenow",
      "40",
    );
  });

  it("takes an import back only after a question, and says why where it cannot", async () => {
    const remove = `DELETE /api/v1/social/imports/${IMPORT_ID}`;
    server.answer(remove, {
      status: 409,
      body: { error: "This import is still running.", code: "ImportStillRuns", request_id: "r" },
    });
    const { router, user } = renderApp(`/import?import=${IMPORT_ID}`);
    await user.click(await screen.findByRole("button", { name: "Take it back" }));
    const dialog = screen.getByRole("dialog", { name: "Take this import back?" });
    expect(dialog).toHaveTextContent("Its 9 posts go, but for those that another import");
    expect(server.made(remove)).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Take it back" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("still running");
    server.answer(remove, { status: 202, body: fakeImport({ status: "REMOVING" }) });
    server.answer(ONE, { status: 404, body: { error: "No.", code: "X", request_id: "r" } });
    await user.click(within(dialog).getByRole("button", { name: "Take it back" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });
});
