import { describe, expect, it } from "vitest";

import { findExport, findVariant } from "./exports";
import { tableOf } from "./knownTables";
import type { Entry } from "./members";

const SECRET = "what was said between two";

function entries(files: Record<string, unknown>): Entry[] {
  return Object.entries(files).map(([path, content]) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return { path, size: text.length, open: () => Promise.resolve(new Blob([text])) };
  });
}

/** What would be sent, by the members' paths. */
async function sent(files: Record<string, unknown>): Promise<Record<string, string>> {
  const found = await findExport(entries(files));
  const parts: Record<string, string> = {};
  for (const { entry, kept } of found?.members ?? []) {
    const content = await entry.open();
    const blob = kept === undefined ? content : await kept.keep(content);
    parts[entry.path] = new TextDecoder().decode(await blob.arrayBuffer());
  }
  return parts;
}

const POSTS = [{ media: [{ uri: "a.jpg", creation_timestamp: 1 }] }];
const VIDEOS = { VideoList: [{ Date: "2023-03-05 14:22:09", Link: "https://a/video/1" }] };

describe("findExport", () => {
  it("takes of Instagram posts, figures and the user name", async () => {
    const parts = await sent({
      "ig/your_instagram_activity/media/posts_1.json": POSTS,
      "ig/your_instagram_activity/saved/posts.json": POSTS,
      "ig/messages/inbox/bo/message_1.json": { messages: [SECRET] },
      "ig/past_instagram_insights/posts.json": { organic_insights_posts: [] },
      "ig/personal_information/personal_information.json": {
        profile_user: [
          { string_map_data: { "E-Mail": { value: SECRET }, Benutzername: { value: "ada" } } },
        ],
      },
    });
    expect(Object.keys(parts)).toEqual([
      "ig/your_instagram_activity/media/posts_1.json",
      "ig/past_instagram_insights/posts.json",
      "ig/personal_information/personal_information.json",
    ]);
    expect(parts["ig/personal_information/personal_information.json"]).toBe(
      '{"profile_user":[{"string_map_data":{"Benutzername":{"value":"ada"}}}]}',
    );
  });

  it("cuts the own posts out of TikTok's one document", async () => {
    const document = {
      "Direct Message": { "Direct Messages": { ChatHistory: SECRET } },
      Post: { Posts: VIDEOS, "Recently Deleted Posts": SECRET },
      "Profile And Settings": {
        "Profile Info": { ProfileMap: { userName: "ada", emailAddress: SECRET } },
      },
      "Your Activity": { "Watch History": { VideoList: [SECRET] } },
    };
    const kept =
      '{"Profile And Settings":{"Profile Info":{"ProfileMap":{"userName":"ada"}}},' +
      `"Post":{"Posts":${JSON.stringify(VIDEOS)}}}`;
    await expect(sent({ "TikTok/user_data_tiktok.json": document })).resolves.toEqual({
      "TikTok/user_data_tiktok.json": kept,
    });
    await expect(sent({ "renamed.json": document })).resolves.toEqual({ "renamed.json": kept });
    const older = { Activity: { "Like List": SECRET }, Video: { Videos: VIDEOS } };
    await expect(sent({ "user_data.json": older })).resolves.toEqual({
      "user_data.json": `{"Video":{"Videos":${JSON.stringify(VIDEOS)}}}`,
    });
  });

  it("takes of Facebook the posts and the name", async () => {
    const parts = await sent({
      "your_facebook_activity/posts/your_posts_1.json": [{ timestamp: 1, data: [] }],
      "your_facebook_activity/posts/your_videos.json": { videos_v2: [] },
      "profile_information/profile_information.json": {
        profile_v2: { name: { full_name: "Ada", first_name: "A" }, emails: SECRET },
      },
    });
    expect(Object.values(parts)).toEqual([
      '[{"timestamp":1,"data":[]}]',
      '{"profile_v2":{"name":{"full_name":"Ada"}}}',
    ]);
  });

  it("takes of a page of Pinterest what begins with the first pin", async () => {
    const pin = '<a href="https://www.pinterest.com/pin/12345/">x</a><br>Title: A<br>';
    const parts = await sent({ "pinterest.html": `<html>${SECRET}${pin}` });
    expect(parts["pinterest.html"]).toContain(pin);
    expect(parts["pinterest.html"]).not.toContain(SECRET);
  });

  it("finds the one table of an export by its headings, in several files", async () => {
    const head = "video id,Channel ID,Video Title (Original),Privacy\n";
    const found = await findExport(
      entries({
        "Takeout/YouTube/Video-Metadaten/videos.csv": head,
        "Takeout/YouTube/Video-Metadaten/videos(1).csv": head,
        "Takeout/YouTube/Kommentare/kommentare.csv": `${head}${SECRET}`,
        "Takeout/YouTube/Kanäle/kanal.csv": "Channel ID,Channel Title",
      }),
    );
    expect(found?.kind).toBe("table");
    expect(found?.members.map(({ entry }) => entry.path)).toEqual([
      "Takeout/YouTube/Video-Metadaten/videos.csv",
      "Takeout/YouTube/Video-Metadaten/videos(1).csv",
    ]);
  });

  it("says that a damaged document is damaged", async () => {
    await expect(sent({ "user_data_tiktok.json": '{"Post": {' })).rejects.toMatchObject({
      reason: "damaged_json",
    });
  });

  it("finds none in anything else", async () => {
    const other = entries({ "data/posts.json": [{ id: 1 }], "a/table.csv": "id,title\n1,A" });
    await expect(findExport(other)).resolves.toBeNull();
  });
});

describe("findVariant", () => {
  it.each([
    [{ "i/content/posts_1.html": "<html>", "i/index.html": "" }, "meta_html"],
    [{ "TikTok/Posts/Posts.txt": "Date:" }, "tiktok_txt"],
    [{ "message_1.json": { participants: [], messages: [] } }, "messages"],
    [{ "posts.json": [{ id: 1 }] }, null],
  ])("knows exports that cannot be read: %o", async (files, variant) => {
    await expect(findVariant(entries(files))).resolves.toBe(variant);
  });
});

describe("tableOf", () => {
  it.each([
    ["\uFEFFContent,Video title,Video publish time,Views", "youtube_studio"],
    ["Inhalte,Videotitel,Veröffentlichungszeitpunkt des Videos,Aufrufe", "youtube_studio"],
    ["Date,Content,Video title,Views", null],
    ["Datum,Aufrufe", null],
    ["Date,ShareLink,ShareCommentary,SharedUrl", "linkedin_shares"],
    ["id;title;views", null],
  ])("%s", (line, table) => {
    expect(tableOf(`${line}\r\n1,2,3`)).toBe(table);
  });
});
