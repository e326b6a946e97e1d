import { useFormat } from "@/lib/format/useFormat";

/** How long ago an instant was; a hover shows it to the second, with the zone. */
export function TimeAgo({ at }: { at: string }) {
  const format = useFormat();
  const instant = new Date(at);
  return (
    <time dateTime={at} title={format.exact(instant)}>
      {format.ago(instant)}
    </time>
  );
}
