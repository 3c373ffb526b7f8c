/**
 * Growth drawn: panels of curves, both axes logarithmic, in colours that can be told apart
 * on white and on black.
 *
 * @module
 */

import { count as counted } from "./table.ts";

/** A curve; points of no cost are left out. */
export interface Series {
  /** The panel that it belongs to. */
  panel: PanelName;
  name: string;
  points: readonly { size: number; cost: number }[];
}

/** The panels, in the order in which they are drawn, with what their axes count. */
export const PANELS = {
  "time and entries": ["Seconds, by number of entries", "entries", "s"],
  "memory and entries": ["Memory at its peak, by number of entries", "entries", "MiB"],
  "time and value": ["Seconds, by size of a value", "KiB", "s"],
  "memory and value": ["Memory at its peak, by size of a value", "KiB", "MiB"],
} as const;

/** The name of a panel. */
export type PanelName = keyof typeof PANELS;

const WIDTH = 460, HEIGHT = 376, COLUMNS = 2;
const PLOT = { left: 58, top: 40, width: 380, height: 196 };
const LEGEND = { row: 16, column: 190 };
const COLORS = ["#3b82c4", "#d9722e", "#2f9e6e", "#b65fbf", "#b8892b", "#c9505a"];
/** Colours come back with dashes. */
const DASHES = ["", ` stroke-dasharray="6 4"`];
const INK = "#7d8590";

/** The whole drawing. */
export function chart(series: readonly Series[]): string {
  const names = Object.keys(PANELS) as PanelName[];
  const rows = Math.ceil(names.length / COLUMNS);
  const panels = names.map((name, at) => {
    const own = series.filter(({ panel }) => panel === name)
      .map((each) => ({ ...each, points: each.points.filter(({ cost }) => cost > 0) }))
      .filter(({ points }) => points.length > 0);
    const [x, y] = [(at % COLUMNS) * WIDTH, Math.floor(at / COLUMNS) * HEIGHT];
    return `<g transform="translate(${x} ${y})">\n${panel(name, own)}</g>\n`;
  });
  const size = `width="${COLUMNS * WIDTH}" height="${rows * HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${
    COLUMNS * WIDTH
  } ${rows * HEIGHT}" font-family="sans-serif" font-size="11" fill="${INK}">
<title>Time and memory against the number of entries and the size of a value</title>
${panels.join("")}</svg>
`;
}

function panel(name: PanelName, series: readonly Series[]): string {
  const [title, across, up] = PANELS[name];
  const heading = text(PLOT.left, 18, title, 'font-size="13" font-weight="bold"');
  if (series.length === 0) return heading + text(PLOT.left, 60, "not measured");
  const points = series.flatMap(({ points }) => points);
  const x = axis(points.map(({ size }) => size), PLOT.left, PLOT.width);
  const y = axis(
    points.map(({ cost }) => cost),
    PLOT.top + PLOT.height,
    -PLOT.height,
  );
  return [
    heading,
    text(PLOT.left - 6, PLOT.top - 8, up, 'text-anchor="end"'),
    ...x.ticks.map((tick) => vertical(x.at(tick), tick)),
    ...y.ticks.map((tick) => horizontal(y.at(tick), tick)),
    text(
      PLOT.left + PLOT.width,
      PLOT.top + PLOT.height + 30,
      across,
      'text-anchor="end"',
    ),
    ...series.flatMap((each, at) => curve(each, strokeOf(at), x, y)),
    ...series.map(({ name }, at) => legend(name, at)),
  ].join("");
}

/** A logarithmic axis over whole powers of ten. */
interface Axis {
  ticks: number[];
  at(value: number): number;
}

function axis(values: readonly number[], from: number, length: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at)),
    at: (value) => from + length * (Math.log10(value) - low) / (high - low),
  };
}

/** How a curve is drawn. */
interface Stroke {
  color: string;
  dashes: string;
}

function strokeOf(at: number): Stroke {
  const [color, turn] = [COLORS[at % COLORS.length]!, Math.floor(at / COLORS.length)];
  return { color, dashes: DASHES[turn % DASHES.length]! };
}

function curve(
  { name, points }: Series,
  { color, dashes }: Stroke,
  x: Axis,
  y: Axis,
): string[] {
  const places = points.map(({ size, cost }) => [x.at(size), y.at(cost)] as const);
  const line = places.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(" ");
  return [
    `<polyline points="${line}" fill="none" stroke="${color}" stroke-width="2"${dashes}><title>${
      escaped(name)
    }</title></polyline>\n`,
    ...places.map(([x, y]) =>
      `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="3" fill="${color}"/>\n`
    ),
  ];
}

function legend(name: string, at: number): string {
  const x = PLOT.left + (at % COLUMNS) * LEGEND.column;
  const y = PLOT.top + PLOT.height + 48 + Math.floor(at / COLUMNS) * LEGEND.row;
  const { color, dashes } = strokeOf(at);
  const ends = `x1="${x}" y1="${y - 4}" x2="${x + 22}" y2="${y - 4}"`;
  return `<line ${ends} stroke="${color}" stroke-width="2"${dashes}/>\n` +
    text(x + 28, y, name);
}

function vertical(at: number, tick: number): string {
  const bottom = PLOT.top + PLOT.height;
  return rule(at, PLOT.top, at, bottom) +
    text(at, bottom + 15, shown(tick), 'text-anchor="middle"');
}

function horizontal(at: number, tick: number): string {
  return rule(PLOT.left, at, PLOT.left + PLOT.width, at) +
    text(PLOT.left - 6, at + 4, shown(tick), 'text-anchor="end"');
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map(fixed);
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${INK}" ` +
    `stroke-opacity="0.3"/>\n`;
}

function text(x: number, y: number, what: string, more = ""): string {
  const attributes = more === "" ? "" : ` ${more}`;
  return `<text x="${fixed(x)}" y="${fixed(y)}"${attributes}>${escaped(what)}</text>\n`;
}

/** A power of ten. */
function shown(tick: number): string {
  return tick < 1 ? `${Number(tick.toPrecision(1))}` : counted(Math.round(tick));
}

function fixed(number: number): string {
  return `${Number(number.toFixed(1))}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
