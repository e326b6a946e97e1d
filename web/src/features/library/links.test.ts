import { expect, it } from "vitest";

import { linkOf } from "./links";

const PLATFORMS = [
  { name: "youtube", links: true },
  { name: "instagram", links: true },
  { name: "tiktok", links: false },
];

it.each([
  ["youtube", "a", "https://www.youtube.com/watch?v=a", "https://www.youtube.com/watch?v=a"],
  ["instagram", "~abc", "", "https://library.invalid/instagram/~abc"],
  ["tiktok", "1", "https://www.tiktok.com/@a/video/1", "https://library.invalid/tiktok/1"],
])("a post of %s is analysed by a link that can be read", (platform, id, url, link) => {
  expect(linkOf({ platform, platform_post_id: id, url }, PLATFORMS)).toBe(link);
});
