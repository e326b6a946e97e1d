import { z } from "zod/mini";

import { LANGUAGES } from "@/lib/i18n/language";

/** As the server has it, for a person and for a company. */
const MOST_LETTERS = 200;

const name = z.string().check(z.trim(), z.maxLength(MOST_LETTERS, { error: "nameLong" }));

/** Messages are names of texts under `profile.problem`. */
export const profileForm = z.object({
  full_name: name,
  company_name: name,
  language: z.enum(LANGUAGES),
  timezone: z.string(),
});

export type ProfileForm = z.infer<typeof profileForm>;
