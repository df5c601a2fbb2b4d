import { useEffect, useRef, type ReactElement } from 'react';
import { stageGeometry, toStage, type StageFit } from '../camera/stageGeometry';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import type { LiveReading } from '../state/liveReading';
import type { BoxPx, FaceReading } from '../vision/index';

export interface FaceOverlayProps {
  readonly live: LiveReading;
  readonly labels: readonly string[];
  readonly fit: StageFit;
  readonly mirrored: boolean;
  /** A face was tapped. */
  readonly onFace: (id: number) => void;
}

interface Drawing extends Omit<FaceOverlayProps, 'onFace'> {
  readonly overlay: HTMLElement;
  readonly marks: Map<number, HTMLElement>;
  readonly copy: Copy;
}

/** Marks around the faces, each with its expression; drawn without React, once per frame. */
export function FaceOverlay(props: FaceOverlayProps): ReactElement {
  const { live, labels, fit, mirrored, onFace } = props;
  const copy = useCopy();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const overlay = root.current;
    if (overlay === null) return undefined;
    const drawing = { overlay, marks: new Map(), live, labels, fit, mirrored, copy };
    const draw = () => {
      drawMarks(drawing);
    };
    draw();
    const unsubscribe = live.subscribe(draw);
    // A picture by itself is read once, but the window may change its size at any time.
    const resizing = new ResizeObserver(draw);
    resizing.observe(overlay);
    return () => {
      unsubscribe();
      resizing.disconnect();
      overlay.replaceChildren();
    };
  }, [live, labels, fit, mirrored, copy]);
  return (
    <div
      className="overlay"
      ref={root}
      role="group"
      aria-label={copy.live.faces}
      onClick={(event) => {
        const mark = event.target instanceof Element ? event.target.closest('.mark') : null;
        if (mark instanceof HTMLElement) onFace(Number(mark.dataset['face']));
      }}
    />
  );
}

function drawMarks(drawing: Drawing): void {
  const { overlay, marks, live, fit, mirrored } = drawing;
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
  const geometry = stageGeometry(reading, stage, { fit, mirrored });
  faces.forEach((face, index) => {
    const mark = marks.get(face.id) ?? createMark(overlay, face.id);
    marks.set(face.id, mark);
    drawMark(drawing, mark, face, index + 1, toStage(geometry, face.boxPx), stage.widthPx);
  });
}

function drawMark(
  { live, labels, copy }: Drawing,
  mark: HTMLElement,
  face: FaceReading,
  number: number,
  box: BoxPx,
  stageWidthPx: number,
): void {
  mark.style.transform = `translate(${box.xPx}px, ${box.yPx}px)`;
  mark.style.inlineSize = `${box.widthPx}px`;
  mark.style.blockSize = `${box.heightPx}px`;
  mark.classList.toggle('mark-main', face.id === live.mainFace()?.id);
  mark.classList.toggle('mark-low', box.yPx < CHIP_ROOM_PX);
  const chip = mark.firstElementChild;
  if (!(chip instanceof HTMLElement)) return;
  const text = chipText(face, labels, copy);
  if (chip.textContent !== text) {
    chip.textContent = text;
    mark.setAttribute('aria-label', copy.live.face(number, text));
  }
  const shiftPx = chipShift(box, chip.offsetWidth, stageWidthPx);
  chip.style.transform = `translateX(calc(-50% + ${shiftPx}px))`;
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

function createMark(overlay: HTMLElement, faceId: number): HTMLElement {
  const mark = document.createElement('button');
  mark.type = 'button';
  mark.className = 'mark';
  mark.dataset['face'] = String(faceId);
  const chip = document.createElement('span');
  chip.className = 'mark-chip';
  mark.append(chip);
  overlay.append(mark);
  return mark;
}

function chipText(face: FaceReading, labels: readonly string[], copy: Copy): string {
  if (face.certainty === 'notSure') return copy.live.notSure;
  const name = copy.expressionName(labels[face.top] ?? '');
  return `${name} ${copy.percent(face.probabilities[face.top] ?? 0)}`;
}
