import { z } from "zod/mini";

/** What the server asks of a password; told while typing, decided there. */
export const PASSWORD_LENGTH = { least: 10, most: 200 } as const;

const email = z.string().check(
  z.trim(),
  z.minLength(1, { error: "emailMissing", abort: true }),
  // Deliberately lenient: only the mail that arrives proves an address.
  z.regex(/^[^\s@]+@[^\s@]+\.[^\s@.]+$/, { error: "emailForm" }),
);

const givenPassword = z.string().check(z.minLength(1, { error: "passwordMissing" }));

/** Messages are names of texts under `problem`. */
export const signInForm = z.object({
  email,
  password: givenPassword,
});

const newPassword = z
  .string()
  .check(
    z.minLength(1, { error: "passwordMissing", abort: true }),
    z.minLength(PASSWORD_LENGTH.least, { error: "passwordShort" }),
    z.maxLength(PASSWORD_LENGTH.most, { error: "passwordLong" }),
  );

export const signUpForm = z.object({
  full_name: z.string().check(z.trim(), z.maxLength(120, { error: "nameLong" })),
  email,
  password: newPassword,
});

export const forgotForm = z.object({ email });

export const resetForm = z.object({ password: newPassword });

export const changePasswordForm = z.object({
  current_password: givenPassword,
  new_password: newPassword,
});

export const changeEmailForm = z.object({ current_password: givenPassword, email });

export type SignInForm = z.infer<typeof signInForm>;
export type SignUpForm = z.infer<typeof signUpForm>;
export type ForgotForm = z.infer<typeof forgotForm>;
export type ResetForm = z.infer<typeof resetForm>;
export type ChangePasswordForm = z.infer<typeof changePasswordForm>;
export type ChangeEmailForm = z.infer<typeof changeEmailForm>;
