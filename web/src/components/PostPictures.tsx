import { ChevronLeft, ChevronRight, ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Post, PostMedia } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { formatClock } from "@/lib/format/time";

import { Button } from "./Button";
import { chooseMedia, chooseShape, type MediaShape } from "./postMedia";
import { usePostVideo } from "./postVideo";

const SHAPES: Record<MediaShape, string> = {
  wide: "aspect-video",
  square: "aspect-square",
  // As high as wide: a whole tall picture would push the figures off the first screen.
  tall: "aspect-square",
};
const TAG = "rounded-chip bg-tag px-1.5 text-note font-semibold text-on-tag";

/** Nothing to be seen, drawn quietly, so that the page keeps its shape. */
function NoPicture({ words }: { words: string }) {
  return (
    <div className="flex size-full flex-col items-center justify-center gap-2 text-note text-ink-3">
      <ImageOff aria-hidden className="size-5" strokeWidth={1.5} />
      {words}
    </div>
  );
}

function Medium({
  medium,
  title,
  poster,
  isWhole,
}: {
  medium: PostMedia;
  title: string;
  poster: string | null;
  /** Shown whole within its frame, else filling it. */
  isWhole: boolean;
}) {
  const { t } = useTranslation("result");
  const video = usePostVideo();
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <NoPicture words={t("post.pictureBroken")} />;
  if (medium.kind === "video") {
    return (
      // What is said stands under the picture, in the transcript.
      // oxlint-disable-next-line jsx-a11y/media-has-caption
      <video
        ref={video}
        src={medium.url ?? undefined}
        poster={poster ?? undefined}
        aria-label={t("post.videoOf", { title })}
        controls
        preload={poster === null ? "metadata" : "none"}
        onError={() => setBroken(true)}
        className="block size-full bg-tag object-contain"
      />
    );
  }
  return (
    <img
      src={medium.url ?? undefined}
      alt={t("post.pictureAlt", { title })}
      width={medium.width ?? undefined}
      height={medium.height ?? undefined}
      onError={() => setBroken(true)}
      className={joinClasses("block size-full", isWhole ? "object-contain" : "object-cover")}
    />
  );
}

function Steps({ at, total, onStep }: { at: number; total: number; onStep: (by: number) => void }) {
  const { t } = useTranslation("result");
  return (
    <div className="absolute inset-x-1.5 bottom-1.5 flex items-center justify-between print:hidden">
      <Button
        aria-label={t("post.previous")}
        onClick={() => onStep(-1)}
        square
        icon={<ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />}
      />
      <span role="status" className={TAG}>
        {t("post.picture", { number: at + 1, total })}
      </span>
      <Button
        aria-label={t("post.next")}
        onClick={() => onStep(1)}
        square
        icon={<ChevronRight aria-hidden className="size-4" strokeWidth={1.75} />}
      />
    </div>
  );
}

export interface PostPicturesProps {
  post: Pick<Post, "media" | "format" | "duration_seconds">;
  title: string;
  /** A text that has no picture needs no frame for one. */
  mayBeMissing?: boolean;
}

/** The pictures or the video of a post, one at a time. */
export function PostPictures({ post, title, mayBeMissing = false }: PostPicturesProps) {
  const { t } = useTranslation("result");
  const [at, setAt] = useState(0);
  const { media, poster } = chooseMedia(post);
  const shown = media[Math.min(at, media.length - 1)];
  if (shown === undefined && mayBeMissing) return null;
  const shape = chooseShape(media, post.format);
  return (
    <div className={joinClasses("relative overflow-hidden rounded-picture bg-fill", SHAPES[shape])}>
      {shown === undefined ? (
        <NoPicture words={t("post.pictureMissing")} />
      ) : (
        <Medium
          key={shown.id}
          medium={shown}
          title={title}
          poster={poster}
          isWhole={shape === "tall"}
        />
      )}
      {post.duration_seconds !== null && shown?.kind !== "video" && (
        <span className={`absolute right-1.5 bottom-1.5 ${TAG}`}>
          {formatClock(post.duration_seconds)}
        </span>
      )}
      {media.length > 1 && (
        <Steps
          at={Math.min(at, media.length - 1)}
          total={media.length}
          onStep={(by) => setAt((at + by + media.length) % media.length)}
        />
      )}
    </div>
  );
}
