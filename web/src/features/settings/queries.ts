import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { ChangeEmailForm, ChangePasswordForm } from "@/features/accounts/accountForm";
import { meQuery } from "@/features/accounts/queries";
import { answerOf, api } from "@/lib/api/client";
import type { AdminArea, User, UserChange } from "@/lib/api/types";

import { signInsQuery } from "./sessionQueries";

export function useChangeProfile() {
  const queries = useQueryClient();
  return useMutation<User, Error, UserChange>({
    mutationFn: (change) => answerOf(api.PATCH("/api/v1/accounts/me", { body: change })),
    onSuccess: (user) => queries.setQueryData(meQuery.queryKey, user),
  });
}

export interface OpenedAdminArea {
  areas: AdminArea[];
  /** ISO 8601: until then the pages take this browser's word for it. */
  until: string;
}

/** Lets this browser into the admin pages for a while, by a cookie of their own. */
export function useOpenAdminArea() {
  return useMutation<OpenedAdminArea, Error, void>({
    mutationFn: async () => {
      const { areas, expires_in } = await answerOf(api.POST("/api/v1/accounts/admin-session"));
      return { areas, until: new Date(Date.now() + expires_in * 1000).toISOString() };
    },
  });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation<unknown, Error, ChangePasswordForm>({
    mutationFn: (body) => answerOf(api.POST("/api/v1/accounts/change-password", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: signInsQuery.queryKey }),
  });
}

/** Mails a link to the new address; until it is opened, the address stays. */
export function useChangeEmail() {
  return useMutation<unknown, Error, ChangeEmailForm>({
    mutationFn: (body) => answerOf(api.POST("/api/v1/accounts/change-email", { body })),
  });
}
