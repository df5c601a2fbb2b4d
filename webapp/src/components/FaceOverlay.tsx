import { useEffect, useRef, type ReactElement } from 'react';
import { coverGeometry, toStage } from '../camera/coverGeometry';
import { expressionName, LIVE, percent } from '../copy';
import { mainFace, type LiveReading } from '../state/liveReading';
import type { BoxPx, FaceReading } from '../vision/index';

export interface FaceOverlayProps {
  readonly live: LiveReading;
  readonly labels: readonly string[];
  readonly mirrored: boolean;
}

/** Marks around the faces, each with its expression; drawn without React, once per frame. */
export function FaceOverlay({ live, labels, mirrored }: FaceOverlayProps): ReactElement {
  const overlay = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = overlay.current;
    if (element === null) return undefined;
    const marks = new Map<number, HTMLElement>();
    const unsubscribe = live.subscribe(() => {
      drawMarks(element, marks, live, labels, mirrored);
    });
    return () => {
      unsubscribe();
      element.replaceChildren();
    };
  }, [live, labels, mirrored]);
  // Sighted people see the marks; others hear the Announcer.
  return <div className="overlay" ref={overlay} aria-hidden="true" />;
}

function drawMarks(
  overlay: HTMLElement,
  marks: Map<number, HTMLElement>,
  live: LiveReading,
  labels: readonly string[],
  mirrored: boolean,
): void {
  const reading = live.current();
  const faces = reading?.faces ?? [];
  const seen = new Set(faces.map(({ id }) => id));
  for (const [id, mark] of marks) {
    if (seen.has(id)) continue;
    mark.remove();
    marks.delete(id);
  }
  if (reading === undefined) return;
  const stage = { widthPx: overlay.clientWidth, heightPx: overlay.clientHeight };
  const geometry = coverGeometry(reading, stage, mirrored);
  const main = mainFace(reading);
  for (const face of faces) {
    const mark = marks.get(face.id) ?? createMark(overlay);
    marks.set(face.id, mark);
    const box = toStage(geometry, face.boxPx);
    mark.style.transform = `translate(${box.xPx}px, ${box.yPx}px)`;
    mark.style.inlineSize = `${box.widthPx}px`;
    mark.style.blockSize = `${box.heightPx}px`;
    mark.classList.toggle('mark-main', face === main);
    mark.classList.toggle('mark-low', box.yPx < CHIP_ROOM_PX);
    const chip = mark.firstElementChild;
    if (!(chip instanceof HTMLElement)) continue;
    const text = chipText(face, labels);
    if (chip.textContent !== text) chip.textContent = text;
    const shiftPx = chipShift(box, chip.offsetWidth, stage.widthPx);
    chip.style.transform = `translateX(calc(-50% + ${shiftPx}px))`;
  }
}

/** Above a face nearer to the upper edge than this, the words would be cut off. */
const CHIP_ROOM_PX = 44;

/** Between a face's words and the edge of the picture, at least. */
const EDGE_PX = 8;

/** How far the words, centred over their box, must move to stay within the picture. */
export function chipShift(box: BoxPx, chipWidthPx: number, stageWidthPx: number): number {
  const leftPx = box.xPx + (box.widthPx - chipWidthPx) / 2;
  const rightmostPx = stageWidthPx - EDGE_PX - chipWidthPx;
  return Math.max(EDGE_PX, Math.min(leftPx, rightmostPx)) - leftPx;
}

function createMark(overlay: HTMLElement): HTMLElement {
  const mark = document.createElement('div');
  mark.className = 'mark';
  const chip = document.createElement('span');
  chip.className = 'mark-chip';
  mark.append(chip);
  overlay.append(mark);
  return mark;
}

function chipText(face: FaceReading, labels: readonly string[]): string {
  if (face.certainty === 'notSure') return LIVE.notSure;
  const name = expressionName(labels[face.top] ?? '');
  return `${name} ${percent(face.probabilities[face.top] ?? 0)}`;
}
