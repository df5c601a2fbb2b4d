import type { Look } from './drawLanes';

/** The look that the style sheet gives an element of the chart, light or dark. */
export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: colour('--chart-ground'),
    ink: colour('--chart-ink'),
    inkQuiet: colour('--chart-ink-quiet'),
    band: colour('--chart-band'),
    area: colour('--chart-area'),
    shown: colour('--chart-shown'),
    fontFamily: style.fontFamily,
  };
}
