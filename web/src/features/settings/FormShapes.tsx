import { LoadingShapes, Skeleton } from "@/components/Skeleton";

/** The place of a form that is on its way. */
export function FormShapes({ fields }: { fields: number }) {
  return (
    <LoadingShapes className="flex max-w-[408px] flex-col gap-5">
      {Array.from({ length: fields }, (_, index) => (
        <span key={index}>
          <Skeleton className="mb-2 h-4 w-28" />
          <Skeleton className="h-10 w-full" />
        </span>
      ))}
    </LoadingShapes>
  );
}
