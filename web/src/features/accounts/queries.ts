import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import type { Session, UsageLimits, User } from "@/lib/api/types";
import { changeLanguage, currentLanguage } from "@/lib/i18n";
import type { Language } from "@/lib/i18n/language";

export const meQuery = queryOptions<User>({
  queryKey: ["accounts", "me"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/accounts/me", { signal })),
  // Who follows the link of a mail in another tab comes back to a page that knows it.
  staleTime: ({ state }) => (state.data?.email_verified === false ? 0 : 5 * 60_000),
});

export const limitsQuery = queryOptions<UsageLimits>({
  queryKey: ["accounts", "limits"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/accounts/usage/limits", { signal })),
  // What is reserved is about to be charged or given back: look again until it is.
  refetchInterval: ({ state }) =>
    (state.data?.limits.max_analyses_per_day.reserved ?? 0) > 0 ? 1500 : false,
});

export interface Credentials {
  email: string;
  password: string;
}

export interface NewAccount extends Credentials {
  full_name: string;
}

export function useSignIn() {
  return useMutation<Session, Error, Credentials>({
    mutationFn: (credentials) =>
      answerOf(api.POST("/api/v1/accounts/login", { body: credentials })),
  });
}

export function useSignUp() {
  return useMutation<Session, Error, NewAccount>({
    mutationFn: ({ full_name, ...credentials }) =>
      answerOf(
        api.POST("/api/v1/accounts/signup", {
          body: {
            ...credentials,
            full_name: full_name || null,
            language: currentLanguage(),
            timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
        }),
      ),
  });
}

/** Changes the language of the page at once, and of the profile as soon as it can. */
export function useChooseLanguage() {
  const queries = useQueryClient();
  return useMutation<User, Error, Language>({
    mutationFn: (language) => answerOf(api.PATCH("/api/v1/accounts/me", { body: { language } })),
    onMutate: (language) => changeLanguage(language),
    onSuccess: (user) => queries.setQueryData(meQuery.queryKey, user),
  });
}

/** Takes the token of a mailed link. */
export function useVerifyEmail() {
  const queries = useQueryClient();
  return useMutation<unknown, Error, string>({
    mutationFn: (token) => answerOf(api.POST("/api/v1/accounts/verify-email", { body: { token } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}

/** Mails another link to the present address; where it is verified already, learns that. */
export function useSendAgain() {
  const queries = useQueryClient();
  return useMutation<unknown, Error, void>({
    mutationFn: () => answerOf(api.POST("/api/v1/accounts/verify-email/resend")),
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) {
        void queries.invalidateQueries({ queryKey: meQuery.queryKey });
      }
    },
  });
}

export function useForgotPassword() {
  return useMutation<unknown, Error, string>({
    mutationFn: (email) =>
      answerOf(api.POST("/api/v1/accounts/reset-password", { body: { email } })),
  });
}

export function useResetPassword() {
  return useMutation<unknown, Error, { token: string; password: string }>({
    mutationFn: (body) => answerOf(api.POST("/api/v1/accounts/reset-password/confirm", { body })),
  });
}
