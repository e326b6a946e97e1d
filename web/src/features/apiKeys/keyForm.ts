import { z } from "zod/mini";

import { formatIsoDay } from "@/lib/periods";

import { EXPIRIES } from "./expiry";

/** Messages are names of texts under `problem`. */
export const keyForm = z
  .object({
    name: z
      .string()
      .check(
        z.trim(),
        z.minLength(1, { error: "nameMissing" }),
        z.maxLength(200, { error: "nameLong" }),
      ),
    scopes: z.array(z.string()).check(z.minLength(1, { error: "noScopes" })),
    expiry: z.enum(EXPIRIES),
    day: z.string(),
  })
  .check(
    z.refine(({ expiry, day }) => expiry !== "day" || day >= formatIsoDay(new Date()), {
      error: "dayPast",
      path: ["day"],
    }),
  );

export type KeyForm = z.infer<typeof keyForm>;
