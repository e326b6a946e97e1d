import type { User } from "@/lib/api/types";

/** The pages of the settings, in the order of their list. */
export const SECTIONS = [
  { name: "profile", to: "/settings/profile" },
  { name: "security", to: "/settings/security" },
  { name: "apiKeys", to: "/settings/api-keys" },
  { name: "webhooks", to: "/settings/webhooks" },
  { name: "sources", to: "/settings/sources" },
  { name: "data", to: "/settings/data" },
  { name: "administration", to: "/settings/administration" },
] as const;

export type Section = (typeof SECTIONS)[number];

/** The sections that this user has a use for. */
export function listSections(user: User | undefined): readonly Section[] {
  return user?.role === "admin"
    ? SECTIONS
    : SECTIONS.filter((section) => section.name !== "administration");
}

/** The section that an address lies in; the first where it lies in none. */
export function findSection(path: string): Section {
  return SECTIONS.find(({ to }) => path === to || path.startsWith(`${to}/`)) ?? SECTIONS[0];
}
