import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import {
  fakeAnalysis,
  fakeItem,
  fakeLimits,
  fakePost,
  fakeRequest,
  fakeRequestPost,
  fakeUser,
  REQUEST_ID,
} from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";
import type { EvidenceItem, EvidenceSet } from "@/lib/api/types";

const published = {
  study: "Harbour Study",
  year: 2025,
  metric: "engagement rate",
  denominator: "views",
  statistic: "average" as const,
  low: null,
  median: 0.044,
  high: null,
  n: "12 M posts",
  via: true,
  account_kind: "brand" as const,
  confidence: null,
  place: "above" as const,
  note: null,
  statement: "Brands: 4.4 % (Harbour Study 2025).",
};

const others = [3, 10, 17].map((day, index) => ({
  post_id: `019a0000-0000-7000-8000-0000000001${day}`,
  title: `Kelp ${day}`,
  published_at: `2026-10-${String(day).padStart(2, "0")}T14:30:00Z`,
  value: [900, 1000, 1100][index] ?? 0,
  multiple: [0.8, 0.9, 1][index] ?? 0,
}));

let server: FakeServer;

async function openItem(item: Partial<EvidenceItem>, evidence: Partial<EvidenceSet> = {}) {
  const base = fakeAnalysis().evidence;
  const held = fakeItem({ id: "E7", comparison: null, published: [], ...item });
  const analysis = fakeAnalysis({
    evidence: { ...base, ...evidence, items: [...base.items, held] },
  });
  server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
    body: fakeRequest({
      status: "COMPLETED",
      posts: [fakeRequestPost({ state: "done", outlier_multiple: 5.2, band: "outlier" })],
      results: [analysis],
    }),
  });
  const { user } = renderApp(`/requests/${REQUEST_ID}?e=E7`);
  const row = await screen.findByRole("button", { name: /^E7,/ });
  return { user, open: within(row.closest("li") ?? row) };
}

describe("EvidenceDetail", () => {
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
      body: { items: [fakePost()], next_cursor: null },
    });
  });

  it("lays a rate beside published ones, whose origin stands behind the sign", async () => {
    const { user, open } = await openItem({
      kind: "engagement_ratio_by_views",
      group: "engagement",
      label: "Engagement",
      unit: "ratio",
      value: 0.053,
      display: "5.3 %",
      published: [published],
    });
    expect(
      open.getByRole("slider", { name: /beside 1 published: Brands · Harbour Study 2025 4\.4/ }),
    ).toBeVisible();
    const origin = open.getByText(/12 M posts/);
    expect(origin).not.toBeVisible();
    await user.click(open.getByRole("button", { name: "About Harbour Study, 2025" }));
    expect(origin).toBeVisible();
    await user.click(open.getByRole("button", { name: "Table" }));
    expect(open.getByRole("row", { name: /^This post.*5\.3/ })).toBeVisible();
  });

  it("shows the creator's week with this post, by the clocks of the reader's zone", async () => {
    const { user, open } = await openItem(
      {
        kind: "posting_time",
        group: "timing",
        label: "Hour",
        unit: "hour",
        value: 16,
        display: "16:00",
        slots: [
          { slot: 16, label: "16:00", count: 3, multiple: 0.9, is_this: true },
          { slot: 17, label: "17:00", count: 0, multiple: null, is_this: false },
        ],
      },
      { others },
    );
    const chart = open.getByRole("slider", { name: /went out Thursday 16:00; 3 of 3 others/ });
    chart.focus();
    await user.keyboard("{ArrowRight}");
    expect(chart).toHaveAttribute("aria-valuetext", "1 of 1: Saturday 16:00–17:00: 3 posts, 0.9×");
    await user.click(open.getByRole("button", { name: "Table" }));
    expect(open.getByRole("row", { name: "16:00 (this post) 3 0.9×" })).toBeVisible();
    expect(open.getByRole("row", { name: "17:00 0 –" })).toBeVisible();
  });

  it("draws growth from the times that the count was seen", async () => {
    const { open } = await openItem({
      kind: "growth",
      label: "Growth",
      growth: [
        { at: "2026-11-05T16:00:00Z", value: 100, per_day: null },
        { at: "2026-11-07T16:00:00Z", value: 5000, per_day: 2450 },
      ],
    });
    expect(
      open.getByRole("slider", { name: /seen 2 times, from .*: 100 to .*: 5,000/ }),
    ).toBeVisible();
  });

  it("counts who of the others shares a trait", async () => {
    const { user, open } = await openItem({
      kind: "title_number",
      label: "Title names a number",
      share: { count: 3, total: 12, multiple: null, multiple_display: null },
    });
    await user.click(open.getByRole("button", { name: "Table" }));
    expect(open.getByRole("row", { name: /^Share it 3 25/ })).toBeVisible();
    expect(open.getByRole("row", { name: /^Do not 9 75/ })).toBeVisible();
  });

  it("copies the numbers as they are, with the titles of the others", async () => {
    const { user, open } = await openItem(
      {
        kind: "outlier_multiple",
        label: "Views",
        difference: 5.2,
        comparison: {
          values: [900, 1000, 1100],
          this: 6000,
          median: 1000,
          quartile_low: null,
          quartile_high: null,
          scale: "log",
          bands: [],
        },
      },
      { others },
    );
    await user.click(open.getByRole("button", { name: "Table" }));
    await user.click(open.getByRole("button", { name: "Copy as CSV" }));
    const copied = await navigator.clipboard.readText();
    expect(copied.split("\r\n").slice(0, 3)).toEqual([
      "Post,Published,Views,Multiple",
      "This post,,6000,5.2",
      "Usual (median),,1000,",
    ]);
    expect(copied).toContain("Kelp 3,2026-10-03T14:30:00Z,900,0.8");
  });
});
