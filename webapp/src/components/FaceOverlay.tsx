import { useEffect, useRef, type ReactElement } from 'react';
import { stageGeometry, toStage, type StageFit } from '../camera/stageGeometry';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import type { LiveReading } from '../state/liveReading';
import type { BoxPx, FaceReading } from '../vision/index';

export interface FaceOverlayProps {
  readonly live: LiveReading;
  readonly fit: StageFit;
  readonly mirrored: boolean;
  /** A face was tapped. */
  readonly onFace: (id: number) => void;
}

interface Mark {
  readonly button: HTMLElement;
  readonly chip: HTMLElement;
}

interface Drawing extends Omit<FaceOverlayProps, 'onFace'> {
  readonly overlay: HTMLElement;
  /** By the faces' ids. */
  readonly marks: Map<number, Mark>;
  readonly sizes: Sizes;
  readonly copy: Copy;
}

/**
 * Marks around the faces, each with its expression; drawn without React, once per frame, and without
 * asking how large anything is, which would have the browser lay out the page in between.
 */
export function FaceOverlay(props: FaceOverlayProps): ReactElement {
  const { live, fit, mirrored, onFace } = props;
  const copy = useCopy();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const overlay = root.current;
    if (overlay === null) return undefined;
    const draw = () => {
      drawMarks(drawing);
    };
    // A picture by itself is read once, but the window may change its size at any time.
    const sizes = watchSizes(overlay, draw);
    const drawing = { overlay, marks: new Map(), sizes, live, fit, mirrored, copy };
    draw();
    const unsubscribe = live.subscribe(draw);
    return () => {
      unsubscribe();
      sizes.end();
      overlay.replaceChildren();
    };
  }, [live, fit, mirrored, copy]);
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
  const { marks, sizes, live, fit, mirrored } = drawing;
  const reading = live.current();
  const faces = reading?.faces ?? [];
  const seen = new Set(faces.map(({ id }) => id));
  for (const [id, mark] of marks) {
    if (seen.has(id)) continue;
    sizes.leave(mark.chip);
    mark.button.remove();
    marks.delete(id);
  }
  if (reading === undefined) return;
  const geometry = stageGeometry(reading, sizes.stage(), { fit, mirrored });
  for (const face of faces) {
    const mark = marks.get(face.id) ?? createMark(drawing, face.id);
    drawMark(drawing, mark, face, toStage(geometry, face.boxPx));
  }
}

function drawMark(
  { sizes, live, copy }: Drawing,
  { button, chip }: Mark,
  face: FaceReading,
  box: BoxPx,
): void {
  button.style.transform = `translate(${box.xPx}px, ${box.yPx}px)`;
  button.style.inlineSize = `${box.widthPx}px`;
  button.style.blockSize = `${box.heightPx}px`;
  button.classList.toggle('mark-main', face.id === live.mainFace()?.id);
  button.classList.toggle('mark-low', box.yPx < CHIP_ROOM_PX);
  const name = face.sure ? copy.expressionName(face.expression) : copy.live.notSure;
  const share = copy.percent(face.probabilities[face.expression]);
  const text = face.sure ? `${name} ${share}` : name;
  if (chip.textContent !== text) chip.textContent = text;
  // Without the share, which changes with each frame and would be spoken as often.
  if (button.getAttribute('aria-description') !== name) {
    button.setAttribute('aria-description', name);
  }
  const shiftPx = chipShift(box, sizes.widthOf(chip), sizes.stage().widthPx);
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

function createMark({ overlay, marks, sizes, live, copy }: Drawing, faceId: number): Mark {
  const number = live.roster.entries().find(({ id }) => id === faceId)?.number ?? 1;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'mark';
  button.dataset['face'] = String(faceId);
  button.setAttribute('aria-label', copy.live.face(number));
  const chip = document.createElement('span');
  chip.className = 'mark-chip';
  button.append(chip);
  overlay.append(button);
  const mark = { button, chip };
  marks.set(faceId, mark);
  sizes.follow(chip);
  return mark;
}

/** How large things are, as the browser tells by itself once it has laid them out. */
interface Sizes {
  stage(): { readonly widthPx: number; readonly heightPx: number };
  widthOf(chip: Element): number;
  follow(chip: Element): void;
  leave(chip: Element): void;
  end(): void;
}

function watchSizes(stage: HTMLElement, onChange: () => void): Sizes {
  let stageSize = { widthPx: stage.clientWidth, heightPx: stage.clientHeight };
  const widths = new Map<Element, number>();
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect, borderBoxSize } of entries) {
      const { width, height } = contentRect;
      if (target === stage) stageSize = { widthPx: width, heightPx: height };
      else widths.set(target, borderBoxSize[0]?.inlineSize ?? width);
    }
    onChange();
  });
  observer.observe(stage);
  return {
    stage: () => stageSize,
    widthOf: (chip) => widths.get(chip) ?? 0,
    follow: (chip) => {
      observer.observe(chip);
    },
    leave: (chip) => {
      observer.unobserve(chip);
      widths.delete(chip);
    },
    end: () => {
      observer.disconnect();
    },
  };
}
