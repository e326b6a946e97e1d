import { createContext, type RefObject, useContext } from "react";

/** The player of the post that is shown; null while there is none on the page. */
export const PostVideoContext = createContext<RefObject<HTMLVideoElement | null>>({
  current: null,
});

export function usePostVideo(): RefObject<HTMLVideoElement | null> {
  return useContext(PostVideoContext);
}
