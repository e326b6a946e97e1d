import { joinClasses } from "@/lib/classes";

/** "Mara Lindt" → "ML"; a single word gives its first two letters. */
export function readInitials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  const letters = last === "" ? [...first].slice(0, 2) : [[...first][0], [...last][0]];
  return letters.join("").toUpperCase();
}

/** The initials of a person or an account; the name itself stands beside it. */
export function Avatar({ name, dark = false }: { name: string; dark?: boolean }) {
  return (
    <span
      aria-hidden
      className={joinClasses(
        "flex size-7 shrink-0 items-center justify-center rounded-full text-chip font-semibold",
        dark ? "bg-ink-2 text-sheet" : "bg-fill-2 text-ink-2",
      )}
    >
      {readInitials(name)}
    </span>
  );
}
