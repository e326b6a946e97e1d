import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FollowedCreator } from "@/lib/api/types";

import { nameCreator } from "./nameCreator";

/** Speaks when a look begins and what came of it, and nothing else. */
export function LookAnnouncer({ creators }: { creators: readonly FollowedCreator[] }) {
  const { t } = useTranslation("creators");
  const before = useRef(new Map<string, FollowedCreator["state"]>());
  const [said, setSaid] = useState("");
  useEffect(() => {
    for (const creator of creators) {
      const was = before.current.get(creator.id);
      const name = nameCreator(creator);
      if (creator.state === "looking" && was !== undefined && was !== "looking") {
        setSaid(t("announce.looking", { name }));
      } else if ((was === "looking" || was === "waiting") && creator.state === "watched") {
        setSaid(t("announce.watched", { name, count: creator.posts }));
      } else if ((was === "looking" || was === "waiting") && creator.state === "failing") {
        setSaid(t("announce.failing", { name }));
      }
    }
    before.current = new Map(creators.map(({ id, state }) => [id, state]));
  }, [creators, t]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
