import { useTranslation } from "react-i18next";

const SERVICES = ["auth", "billing", "social", "analysis", "analytics", "insights"] as const;

/** What a part of Postscope holds, in a word or two. */
export function useServiceName() {
  const { t } = useTranslation("ownData");
  return (service: string): string => {
    const known = SERVICES.find((each) => each === service);
    return known === undefined ? service : t(`service.${known}`);
  };
}
