import { useFormat } from "@/lib/format/useFormat";

export interface DateTimeProps {
  /** ISO 8601 with a zone. */
  at: string;
  form?: "moment" | "day" | "timeOfDay";
}

/** An instant in the reader's zone; a hover shows it to the second, with the zone. */
export function DateTime({ at, form = "moment" }: DateTimeProps) {
  const format = useFormat();
  const instant = new Date(at);
  return (
    <time dateTime={at} title={format.exact(instant)}>
      {format[form](instant)}
    </time>
  );
}
