import { useTranslation } from "react-i18next";

import type { ApiScope } from "@/lib/api/types";

const AREAS = ["accounts", "analysis", "billing", "social"] as const;

/** The names of their texts: a colon would part a text from its file. */
const TEXTS = {
  "accounts:read": "accountsRead",
  "accounts:write": "accountsWrite",
  "analysis:read": "analysisRead",
  "analysis:write": "analysisWrite",
  "billing:read": "billingRead",
  "social:read": "socialRead",
  "social:write": "socialWrite",
} as const;

function isNamed(scope: string): scope is keyof typeof TEXTS {
  return scope in TEXTS;
}

/** Areas and scopes in the reader's language; what is new on the server, in its words. */
export function useScopeWords() {
  const { t } = useTranslation("apiKeys");
  return {
    nameArea(area: string): string {
      const known = AREAS.find((each) => each === area);
      return known === undefined ? area : t(`area.${known}`);
    },
    describe({ scope, description }: ApiScope): string {
      return isNamed(scope) ? t(`scope.${TEXTS[scope]}`) : description;
    },
  };
}
