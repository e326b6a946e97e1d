import { useQuery } from "@tanstack/react-query";

import { ErrorState } from "@/components/ErrorState";
import { meQuery } from "@/features/accounts/queries";
import { FormShapes } from "@/features/settings/FormShapes";

import { ActivitySection } from "./ActivitySection";
import { EraseSection } from "./EraseSection";
import { ExportSection } from "./ExportSection";

/** What is held of the user: taken along, looked through, or erased. */
export function YourDataPage() {
  const { data: user, error, refetch } = useQuery(meQuery);
  if (user === undefined) {
    return error === null ? (
      <FormShapes fields={2} />
    ) : (
      <ErrorState inSection error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <ExportSection user={user} />
      <ActivitySection />
      <EraseSection user={user} />
    </>
  );
}
