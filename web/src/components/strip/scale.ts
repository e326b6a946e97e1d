/** Maps a value to a place on the line, in pixels. */
export interface AxisScale {
  kind: "log" | "linear";
  place: (value: number) => number;
  domain: readonly [number, number];
}

/**
 * A scale over [low, high] of `width` pixels. Values outside are put at the ends, so
 * that nothing is drawn beside the chart. A log scale needs low > 0; zero goes to its
 * left end.
 */
export function buildScale(
  kind: "log" | "linear",
  domain: readonly [number, number],
  width: number,
): AxisScale {
  const [low, high] = domain;
  const forward = kind === "log" ? Math.log : (value: number): number => value;
  const start = forward(low);
  const span = forward(high) - start || 1;
  return {
    kind,
    domain,
    place: (value) => {
      const inside = Math.min(high, Math.max(low, value));
      return ((forward(inside) - start) / span) * width;
    },
  };
}

/** A domain around the values with air at both ends; log where all are positive. */
export function chooseDomain(
  values: readonly number[],
  wished: "log" | "linear",
): { kind: "log" | "linear"; domain: readonly [number, number] } {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (known.length === 0) return { kind: "linear", domain: [0, 1] };
  if (wished === "log" && low > 0) {
    const air = Math.max(0.12 * Math.log(high / low), 0.08);
    return { kind: "log", domain: [low / Math.exp(air), high * Math.exp(air)] };
  }
  const air = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  const floor = low >= 0 ? Math.max(0, low - air) : low - air;
  return { kind: "linear", domain: [floor, high + air] };
}

/** The multiples that the axis of a verdict always shows: below 0.67 to beyond 10. */
const VERDICT_DOMAIN = [0.23, 13.5] as const;

/** The domain of the verdict's axis, in multiples of the usual; wider where it has to be. */
export function chooseVerdictDomain(multiples: readonly number[]): readonly [number, number] {
  const positive = multiples.filter((multiple) => multiple > 0);
  const low = Math.min(VERDICT_DOMAIN[0], ...positive.map((multiple) => multiple / 1.15));
  const high = Math.max(VERDICT_DOMAIN[1], ...positive.map((multiple) => multiple * 1.35));
  // Three decades below are enough: a post with one view may not squeeze all others.
  return [Math.max(low, high / 20_000), high];
}

const FEWEST_TICKS = 3;

/** The factors times each power of ten, as far as they lie within the domain. */
function listPowers(factors: readonly number[], [low, high]: readonly [number, number]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1) {
    ticks.push(...factors.map((factor) => factor * 10 ** power));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** Round values for an axis: 1-3-10 on a log axis, 1-2-5 on a linear one. */
export function chooseTicks(
  kind: "log" | "linear",
  domain: readonly [number, number],
  most: number,
): number[] {
  const [low, high] = domain;
  if (kind === "log") {
    const wished = [
      [1, 3],
      [1, 2, 5],
      [1, 2, 3, 4, 6, 8],
    ]
      .map((factors) => listPowers(factors, domain))
      .find((ticks) => ticks.length >= FEWEST_TICKS);
    if (wished !== undefined && wished.length <= most) return wished;
    if (wished !== undefined) {
      const tens = listPowers([1], domain);
      const every = Math.ceil(tens.length / most);
      return tens.filter((_, index) => index % every === 0);
    }
  }
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}
