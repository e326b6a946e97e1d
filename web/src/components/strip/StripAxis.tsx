import { estimateWidth } from "./labels";
import type { StripLayout } from "./model";

/** A span of the axis with a name; null = open end. */
export interface StripBand {
  name: string;
  low: number | null;
  high: number | null;
}

export interface StripAxisProps {
  layout: StripLayout;
  width: number;
  ticks: readonly number[];
  bands: readonly StripBand[];
  /** The value whose band is written in ink. */
  current: number;
  formatTick: (value: number) => string;
}

function isWithin(band: StripBand, value: number): boolean {
  return (band.low === null || value >= band.low) && (band.high === null || value < band.high);
}

function Bands({ layout, width, bands, current, formatTick }: StripAxisProps) {
  const { axisY, scale, medianX } = layout;
  return bands.map((band, index) => {
    const left = band.low === null ? 0 : scale.place(band.low);
    const right = band.high === null ? width : scale.place(band.high);
    const isCurrent = isWithin(band, current);
    const hasRoom = right - left >= estimateWidth(band.name, 5.6) || isCurrent;
    const limit = band.low === null ? "" : formatTick(band.low);
    // Left of the usual a limit is written left of its tick, so that both stay clear of it.
    const isLeft = medianX !== null && left < medianX;
    const isCrowded = !isLeft && right - left < estimateWidth(limit, 6) && index > 1;
    return (
      <g key={band.name}>
        {band.low !== null && (
          <>
            <path d={`M${left} ${axisY - 5}v10`} stroke="var(--ctl)" />
            {!isCrowded && (
              <text
                x={isLeft ? left - 4 : left + 4}
                y={axisY - 6}
                textAnchor={isLeft ? "end" : "start"}
                fill="var(--ink-3)"
              >
                {limit}
              </text>
            )}
          </>
        )}
        {hasRoom && (
          <text
            x={(left + right) / 2}
            y={axisY + 19}
            textAnchor="middle"
            fill={isCurrent ? "var(--ink)" : "var(--ink-3)"}
            fontWeight={isCurrent ? 600 : 400}
          >
            {band.name}
          </text>
        )}
      </g>
    );
  });
}

/** The line under a strip, with named bands or with round values. */
export function StripAxis(props: StripAxisProps) {
  const { layout, width, ticks, formatTick } = props;
  const { axisY, scale } = layout;
  return (
    <g className="text-chip">
      <path d={`M0 ${axisY}H${width}`} stroke="var(--line-2)" />
      <Bands {...props} />
      {ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${scale.place(tick)} ${axisY - 5}v10`} stroke="var(--ctl)" />
          <text x={scale.place(tick)} y={axisY + 19} textAnchor="middle" fill="var(--ink-3)">
            {formatTick(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
