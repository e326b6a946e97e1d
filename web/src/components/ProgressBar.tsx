/** How far a piece of work is: 6 px, linear. `share` is 0–1; null = nobody knows. */
export function ProgressBar({ label, share }: { label: string; share: number | null }) {
  const percent = share === null ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 overflow-hidden rounded-full bg-fill-2"
    >
      <div
        className={`h-full rounded-full bg-ink ${percent === undefined ? "skeleton w-full" : "transition-[width] ease-linear"}`}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
