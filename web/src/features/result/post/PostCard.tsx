import { PostPictures } from "@/components/PostPictures";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import type { Post } from "@/lib/api/types";

import { PostCreator, PostFigures, PostMoments } from "./PostParts";
import { PostText } from "./PostText";

interface FormProps {
  post: Post;
  title: string;
}

/** A video: its picture with its length, its title, its channel. */
function VideoForm({ post, title }: FormProps) {
  return (
    <>
      <PostPictures post={post} title={title} />
      <h2 dir="auto" title={title} className="mt-3 line-clamp-4 text-item">
        {post.title ?? title}
      </h2>
      <div className="mt-3">
        <PostCreator post={post} />
      </div>
    </>
  );
}

/** Pictures with a caption under them. */
function PictureForm({ post, title }: FormProps) {
  const caption = post.content ?? "";
  return (
    <>
      <PostPictures post={post} title={title} />
      {post.title !== null && (
        <h2 dir="auto" className="mt-3 text-item">
          {post.title}
        </h2>
      )}
      {caption !== "" && (
        <div className="mt-3">
          <PostText text={caption} prominent={post.title === null} />
        </div>
      )}
      <div className="mt-3">
        <PostCreator post={post} handle={post.username !== post.creator_name} />
      </div>
    </>
  );
}

/** Words first; a picture, if there is one, under them. */
function TextForm({ post, title }: FormProps) {
  const text = post.content ?? "";
  return (
    <div className="rounded-note border border-line-2 p-4">
      <PostCreator post={post} handle />
      {post.title !== null && (
        <h2 dir="auto" className="mt-3 text-item">
          {post.title}
        </h2>
      )}
      {text !== "" && (
        <div className="mt-3">
          <PostText text={text} prominent />
        </div>
      )}
      <div className="mt-3 empty:mt-0">
        <PostPictures post={post} title={title} mayBeMissing />
      </div>
    </div>
  );
}

const TEXT_FORMATS = ["text", "thread"];

const TEXT_PLATFORMS = ["x", "threads", "bluesky", "mastodon", "linkedin"];

function PostForm({ post, title }: FormProps) {
  if (post.platform === "youtube") return <VideoForm post={post} title={title} />;
  const isWritten = TEXT_PLATFORMS.includes(post.platform) || TEXT_FORMATS.includes(post.format);
  return isWritten ? (
    <TextForm post={post} title={title} />
  ) : (
    <PictureForm post={post} title={title} />
  );
}

/** The post as it stands on its platform, so that one knows at once what is meant. */
export function PostCard({ post, title }: FormProps) {
  return (
    <article aria-label={title}>
      <PostForm post={post} title={title} />
      <div className="mt-3">
        <PostFigures post={post} />
        <PostMoments post={post} />
      </div>
    </article>
  );
}

export function LoadingPostCard() {
  return (
    <LoadingShapes>
      <Skeleton className="aspect-video w-full rounded-picture" />
      <Skeleton className="mt-3 h-5 w-4/5" />
      <Skeleton className="mt-3 h-7 w-40" />
      <Skeleton className="mt-3 h-[70px] w-full" />
      <Skeleton className="mt-3 h-4 w-56" />
    </LoadingShapes>
  );
}
