/** Posts in ink, the one in question under the highlighter. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 20" width="22" height="20" aria-hidden className={className}>
      <rect x="13" y="1" width="5" height="18" rx="1.5" fill="var(--mark)" />
      <g stroke="currentColor" strokeWidth="2" strokeLinecap="round">
        <path d="M1.5 17v-3M5.8 17V9.5M10.1 17v-5.5M20 17v-3" />
        <path d="M15.5 17V3.5" stroke="var(--on-mark)" />
      </g>
    </svg>
  );
}
