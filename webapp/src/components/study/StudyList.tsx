import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { StudyCopy } from '../../copy/study';
import { useCopy } from '../../hooks/useCopy';
import type { StudyFile } from '../../study/files';
import { NO_FACE, NOT_SURE } from '../../table/columns';
import { StudyRow } from './StudyRow';
import { shareClass, shownName } from './shares';

export interface StudyListProps {
  readonly files: readonly StudyFile[];
  readonly labels: readonly string[];
  readonly copy: StudyCopy;
  readonly onRetry: (key: string) => void;
}

/** As in study.css. */
const ROW_EM = 4;
/** Beyond what is seen, above and below, so that scrolling shows no gaps. */
const SPARE_ROWS = 8;

/** Every file, however many: only those in sight are in the page. */
export function StudyList({ files, labels, copy, onRetry }: StudyListProps): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const { expressionName } = useCopy();
  const { first, end } = useRowsInSight(list, files.length);
  return (
    <section className="study-files">
      <h3>{copy.files}</h3>
      {/* Colours alone; the rows say in words what is most. */}
      <ul className="study-legend" aria-hidden="true">
        {labels.length > 0 &&
          [...labels, NOT_SURE, NO_FACE].map((shown) => (
            <li key={shown}>
              <span className={shareClass(shown, labels)} />
              {shownName(shown, copy, expressionName)}
            </li>
          ))}
      </ul>
      <ul className="study-rows" ref={list} style={{ blockSize: `${files.length * ROW_EM}em` }}>
        {files.slice(first, end).map((file, index) => (
          <StudyRow
            key={file.key}
            file={file}
            labels={labels}
            copy={copy}
            place={first + index}
            count={files.length}
            topEm={(first + index) * ROW_EM}
            onRetry={onRetry}
          />
        ))}
      </ul>
    </section>
  );
}

/** Which rows of a list can be seen in what scrolls around it. */
function useRowsInSight(
  list: RefObject<HTMLUListElement | null>,
  count: number,
): { readonly first: number; readonly end: number } {
  const [rows, setRows] = useState({ first: 0, end: 2 * SPARE_ROWS });
  useEffect(() => {
    const element = list.current;
    const scroller = element?.closest('.sheet-body');
    if (element === null || scroller === undefined || scroller === null) return undefined;
    const look = () => {
      const rowPx = ROW_EM * parseFloat(getComputedStyle(element).fontSize);
      const seen = scroller.getBoundingClientRect();
      const topPx = element.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor((seen.top - topPx) / rowPx) - SPARE_ROWS);
      const end = Math.min(count, Math.ceil((seen.bottom - topPx) / rowPx) + SPARE_ROWS);
      setRows((last) => (last.first === first && last.end === end ? last : { first, end }));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    // What is above it grows and shrinks.
    for (const child of scroller.children) sizes.observe(child);
    scroller.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [list, count]);
  return rows;
}
