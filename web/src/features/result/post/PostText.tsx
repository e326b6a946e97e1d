import { useState } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { splitPostText } from "./postText";

/** Beyond this a text would push what follows off the first screen. */
const MOST_LETTERS = 280;
const MOST_LINES = 7;

function Part({ kind, text }: { kind: "text" | "link" | "tag"; text: string }) {
  if (kind === "text") return text;
  if (kind === "tag") return <span className="font-medium text-ink">{text}</span>;
  return (
    <a href={text} target="_blank" rel="noreferrer nofollow" className="link text-ink">
      {text}
    </a>
  );
}

export interface PostTextProps {
  text: string;
  /** As the post itself, not as a note under its picture. */
  prominent?: boolean;
  lang?: string | undefined;
}

/** A post's text with its links; a long one is cut until it is asked for. */
export function PostText({ text, prominent = false, lang }: PostTextProps) {
  const { t } = useTranslation("result");
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > MOST_LETTERS || text.split("\n").length > MOST_LINES;
  return (
    <div className={prominent ? "text-lead" : "text-table text-ink-2"}>
      <p
        lang={lang}
        dir="auto"
        className={joinClasses(
          "wrap-anywhere whitespace-pre-line",
          isLong && !isWhole && "line-clamp-7",
        )}
      >
        {splitPostText(text).map((part, index) => (
          <Part key={index} {...part} />
        ))}
      </p>
      {isLong && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          className="link mt-1 rounded-chip text-note text-ink-2 print:hidden"
        >
          {isWhole ? t("post.less") : t("post.whole")}
        </button>
      )}
    </div>
  );
}
