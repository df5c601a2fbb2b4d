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
    // At first, and whenever the window changes its size: a picture by itself is read once.
    const sizes = watchSizes(overlay, draw);
    const drawing = { overlay, marks: new Map(), sizes, live, fit, mirrored, copy };
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
  const { overlay, marks, sizes, live, fit, mirrored } = drawing;
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
  const geometry = stageGeometry(reading, sizes.of(overlay), { fit, mirrored });
  for (const face of faces) {
    const mark = marks.get(face.id) ?? createMark(drawing, face.id);
    drawMark(drawing, mark, face, toStage(geometry, face.boxPx));
  }
}

function drawMark(
  { overlay, sizes, live, copy }: Drawing,
  { button, chip }: Mark,
  face: FaceReading,
  box: BoxPx,
): void {
  button.style.transform = `translate(${box.xPx}px, ${box.yPx}px)`;
  button.style.inlineSize = `${box.widthPx}px`;
  button.style.blockSize = `${box.heightPx}px`;
  button.classList.toggle('mark-main', face.id === live.mainFace()?.id);
  const name = face.sure ? copy.expressionName(face.expression) : copy.live.notSure;
  const share = copy.percent(face.probabilities[face.expression]);
  const text = face.sure ? `${name} ${share}` : name;
  if (chip.textContent !== text) chip.textContent = text;
  // Without the share, which changes with each frame and would be spoken as often.
  if (button.getAttribute('aria-description') !== name) {
    button.setAttribute('aria-description', name);
  }
  const { xPx, yPx } = chipShift(box, sizes.of(chip), sizes.of(overlay));
  chip.style.transform = `translate(calc(-50% + ${xPx}px), ${yPx}px)`;
}

/** Between a face's words and its box or the edge of the picture, at least. */
const EDGE_PX = 8;

/**
 * How far the words, centred at the top of their box, must move to be above it, or below it where
 * there is no room, and within the picture. The panel covers the picture's lower edge.
 */
export function chipShift(
  box: BoxPx,
  chip: SizePx,
  stage: SizePx,
): { readonly xPx: number; readonly yPx: number } {
  const leftPx = box.xPx + (box.widthPx - chip.widthPx) / 2;
  const rightmostPx = stage.widthPx - EDGE_PX - chip.widthPx;
  const abovePx = -chip.heightPx - EDGE_PX;
  const belowPx = Math.min(box.heightPx + EDGE_PX, stage.heightPx - 1.75 * chip.heightPx - box.yPx);
  return {
    xPx: Math.max(EDGE_PX, Math.min(leftPx, rightmostPx)) - leftPx,
    yPx: box.yPx + abovePx < 0 ? belowPx : abovePx,
  };
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

interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

const NO_SIZE: SizePx = { widthPx: 0, heightPx: 0 };

/** How large things are, as the browser tells by itself once it has laid them out. */
interface Sizes {
  of(element: Element): SizePx;
  follow(chip: Element): void;
  leave(chip: Element): void;
  end(): void;
}

function watchSizes(stage: HTMLElement, onChange: () => void): Sizes {
  const known = new Map<Element, SizePx>();
  const observer = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const [box] = borderBoxSize;
      if (box !== undefined)
        known.set(target, { widthPx: box.inlineSize, heightPx: box.blockSize });
    }
    onChange();
  });
  observer.observe(stage);
  return {
    of: (element) => known.get(element) ?? NO_SIZE,
    follow: (chip) => {
      observer.observe(chip);
    },
    leave: (chip) => {
      observer.unobserve(chip);
      known.delete(chip);
    },
    end: () => {
      observer.disconnect();
    },
  };
}
