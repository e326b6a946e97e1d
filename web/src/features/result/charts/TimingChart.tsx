import { useTranslation } from "react-i18next";

import { useWidth } from "@/components/strip/useWidth";
import { WalkBox } from "@/components/strip/WalkBox";
import type { EvidenceItem, EvidenceSet } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { ChartFrame, numberCell, textCell } from "./ChartFrame";
import { fillWeek, middleMultiple, nameWeekdays, placeInWeek, type WeekCell } from "./others";

const LEFT = 40;
const ROW = 20;
const TOP = 26;
const AXIS = TOP + 7 * ROW;
const HEIGHT = AXIS + 24;

function padHour(hour: number): string {
  return `${String(hour % 24).padStart(2, "0")}:00`;
}

interface GridProps {
  width: number;
  cells: readonly WeekCell[];
  here: { weekday: number; hour: number };
  /** The span that the item is about: this hour and its neighbours, or this weekday. */
  isHourAsked: boolean;
  weekdays: readonly string[];
  at: number | null;
}

function WeekGrid({ width, cells, here, isHourAsked, weekdays, at }: GridProps) {
  const step = (width - LEFT) / 24;
  const x = (hour: number): number => LEFT + step * (hour + 0.5);
  const y = (weekday: number): number => TOP + ROW * (weekday + 0.5);
  const largest = Math.min(step / 2 - 0.5, 8);
  const walked = at === null ? undefined : cells[at];
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      aria-hidden
      className="block overflow-visible text-chip"
    >
      <g fill="var(--pencil)" fillOpacity="0.18">
        {isHourAsked ? (
          [here.hour - 1, here.hour, here.hour + 1].map((hour) => (
            <rect
              key={hour}
              x={LEFT + step * ((hour + 24) % 24)}
              y={TOP}
              width={step}
              height={7 * ROW}
            />
          ))
        ) : (
          <rect x={LEFT} y={TOP + ROW * here.weekday} width={width - LEFT} height={ROW} />
        )}
      </g>
      {weekdays.map((name, weekday) => (
        <g key={name}>
          <path d={`M${LEFT} ${y(weekday)}H${width}`} stroke="var(--pencil)" strokeOpacity="0.25" />
          <text
            x="0"
            y={y(weekday) + 4}
            fill={weekday === here.weekday ? "var(--ink)" : "var(--ink-3)"}
            fontWeight={weekday === here.weekday ? 600 : 400}
          >
            {name}
          </text>
        </g>
      ))}
      {[0, 6, 12, 18].map((hour) => (
        <text key={hour} x={LEFT + step * hour} y={AXIS + 16} fill="var(--ink-3)">
          {padHour(hour)}
        </text>
      ))}
      {cells.map((cell) => (
        <circle
          key={`${cell.weekday}-${cell.hour}`}
          cx={x(cell.hour)}
          cy={y(cell.weekday)}
          r={Math.min(largest, 2.6 + Math.sqrt(cell.posts.length) * 1.2)}
          fill="var(--pencil)"
        />
      ))}
      <circle
        cx={x(here.hour)}
        cy={y(here.weekday)}
        r={Math.min(largest, 6)}
        fill="var(--mark)"
        stroke="var(--mark-line)"
        strokeWidth="2"
      />
      {walked !== undefined && (
        <circle
          cx={x(walked.hour)}
          cy={y(walked.weekday)}
          r={largest + 2}
          fill="none"
          stroke="var(--ink)"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}

export interface TimingChartProps {
  item: EvidenceItem;
  evidence: EvidenceSet;
  noun: string;
}

/** The creator's posts by weekday and hour, with this one marked. */
export function TimingChart({ item, evidence, noun }: TimingChartProps) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const { timezone, published_at } = evidence.subject;
  if (published_at === null) return null;

  const here = placeInWeek(published_at, timezone);
  const cells = fillWeek(evidence.others ?? [], timezone);
  const long = nameWeekdays(format.locale, "long");
  const isHourAsked = item.kind === "posting_time";
  const tellCell = ({ weekday, hour, posts }: WeekCell): string => {
    const multiple = middleMultiple(posts);
    const words = t("chart.weekCell", {
      day: long[weekday],
      from: padHour(hour),
      to: padHour(hour + 1),
      count: posts.length,
    });
    return multiple === null ? words : `${words}, ${format.multiple(multiple)}`;
  };
  const hereWords = `${long[here.weekday]} ${padHour(here.hour)}`;
  const slots = item.slots ?? [];
  return (
    <ChartFrame
      name={item.label}
      note={t("chart.timingNote", { timezone })}
      table={{
        head: [t(isHourAsked ? "chart.hour" : "chart.weekday"), t("chart.posts"), t("chart.ran")],
        rows: slots.map((slot) => [
          textCell(slot.is_this ? t("chart.slotThis", { slot: slot.label }) : slot.label),
          numberCell(slot.count, format.count),
          numberCell(slot.multiple, format.multiple),
        ]),
      }}
    >
      <div ref={box} className="w-full">
        <WalkBox
          finding={t("chart.timingFinding", {
            noun,
            when: hereWords,
            count: evidence.others?.length ?? 0,
            inSlot: slots.find((slot) => slot.is_this)?.count ?? 0,
          })}
          count={Math.max(1, cells.length)}
          readPoint={(index) => {
            const cell = cells[index];
            return cell === undefined ? hereWords : tellCell(cell);
          }}
        >
          {(at) => (
            <WeekGrid
              width={width}
              cells={cells}
              here={here}
              isHourAsked={isHourAsked}
              weekdays={nameWeekdays(format.locale, "short")}
              at={at}
            />
          )}
        </WalkBox>
      </div>
    </ChartFrame>
  );
}
