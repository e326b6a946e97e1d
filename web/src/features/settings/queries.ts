import { useMutation, useQueryClient } from "@tanstack/react-query";

import { meQuery } from "@/features/accounts/queries";
import { answerOf, api } from "@/lib/api/client";
import type { User, UserChange } from "@/lib/api/types";

export function useChangeProfile() {
  const queries = useQueryClient();
  return useMutation<User, Error, UserChange>({
    mutationFn: (change) => answerOf(api.PATCH("/api/v1/accounts/me", { body: change })),
    onSuccess: (user) => queries.setQueryData(meQuery.queryKey, user),
  });
}
