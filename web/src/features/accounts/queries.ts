import { queryOptions, useMutation } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { Session, UsageLimits, User } from "@/lib/api/types";

export const meQuery = queryOptions<User>({
  queryKey: ["accounts", "me"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/accounts/me", { signal })),
  staleTime: 5 * 60_000,
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
            timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
        }),
      ),
  });
}
