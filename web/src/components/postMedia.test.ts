import { describe, expect, it } from "vitest";

import type { PostMedia } from "@/lib/api/types";

import { chooseMedia, chooseShape } from "./postMedia";

function fakeMedium(overrides: Partial<PostMedia>): PostMedia {
  return {
    id: "019a0000-0000-7000-8000-0000000000aa",
    kind: "image",
    position: 0,
    url: "/media/a",
    content_type: "image/png",
    size_bytes: 1,
    width: 1280,
    height: 720,
    duration_seconds: null,
    video_codec: null,
    audio_codec: null,
    expired_at: null,
    source_url: null,
    supabase_url: null,
    uploaded_to_supabase: false,
    transcript: null,
    failure_reason: null,
    failure_message: null,
    ...overrides,
  };
}

const thumbnail = fakeMedium({ kind: "thumbnail", url: "/media/thumbnail" });
const video = fakeMedium({ kind: "video", url: "/media/video" });

describe("chooseMedia", () => {
  it("makes a thumbnail the poster of its video", () => {
    expect(chooseMedia({ media: [thumbnail, video] })).toEqual({
      media: [video],
      poster: "/media/thumbnail",
    });
  });

  it("shows the thumbnail where the video is not held", () => {
    const gone = fakeMedium({ kind: "video", url: null });
    expect(chooseMedia({ media: [gone, thumbnail] }).media).toEqual([thumbnail]);
  });

  it("shows nothing where nothing is held", () => {
    expect(chooseMedia({ media: [fakeMedium({ url: null })] }).media).toEqual([]);
  });
});

describe("chooseShape", () => {
  it.each([
    [1920, 1080, "wide"],
    [1080, 1080, "square"],
    [1080, 1350, "tall"],
    [1080, 1920, "tall"],
  ])("frames %d by %d %s", (width, height, shape) => {
    expect(chooseShape([fakeMedium({ width, height })], "post")).toBe(shape);
  });

  it("goes by the format where no size is known", () => {
    const unsized = [fakeMedium({ width: null, height: null })];
    expect(chooseShape(unsized, "reel")).toBe("tall");
    expect(chooseShape(unsized, "video")).toBe("wide");
  });
});
