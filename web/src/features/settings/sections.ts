import type { User } from "@/lib/api/types";

/** The pages of the settings, in the order of their list. */
export const SECTIONS = [{ name: "profile", to: "/settings/profile" }] as const;

export type Section = (typeof SECTIONS)[number];

/** The sections that this user has a use for. */
export function listSections(_user: User | undefined): readonly Section[] {
  return SECTIONS;
}

/** The section that an address lies in; the first where it lies in none. */
export function findSection(path: string): Section {
  return SECTIONS.find(({ to }) => path === to || path.startsWith(`${to}/`)) ?? SECTIONS[0];
}
