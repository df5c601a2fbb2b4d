import { useState, type ReactElement } from 'react';
import type { Copy } from '../../copy';
import type { StudyCopy } from '../../copy/study';
import { studyCsv, studyFileName, studyJson, type StudyTable } from '../../study/exports';
import type { RowStore } from '../../study/rowStore';
import type { StudyState } from '../../study/study';
import { countOf, mergeTallies } from '../../study/tally';
import { saveFile } from '../timeline/saveFile';
import { sharesPicture } from './sharesPicture';

type Kind = 'csv' | 'json' | 'png';
const KINDS: readonly Kind[] = ['csv', 'json', 'png'];

export interface StudySavingProps {
  readonly state: StudyState;
  readonly store: RowStore;
  readonly copy: StudyCopy;
  readonly page: Copy;
}

/** Saves the table of what is read so far, or a picture of it. */
export function StudySaving({ state, store, copy, page }: StudySavingProps): ReactElement {
  const { files } = state;
  const source = state.source ?? NO_SOURCE;
  const [hasFailed, setFailed] = useState(false);
  const failed = files.filter((file) => file.state === 'failed').length;
  const rows = countOf(mergeTallies(files.map(({ tally }) => tally))) + failed;

  async function save(kind: Kind, button: Element): Promise<void> {
    setFailed(false);
    const table: StudyTable = { source, files, store };
    try {
      const at = new Date();
      const content =
        kind === 'png'
          ? await sharesPicture(table, at, button, { copy, page })
          : await { csv: studyCsv, json: studyJson }[kind](table);
      await saveFile(content, studyFileName(at, kind));
    } catch {
      setFailed(true);
    }
  }

  return (
    <section className="study-saving">
      <h3>
        {copy.save} <small>{copy.rows(rows)}</small>
      </h3>
      <div className="study-actions">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className={`button ${kind === 'csv' ? 'button-primary' : 'button-second'}`}
            aria-label={copy.saveAs(copy.kinds[kind])}
            onClick={(event) => {
              void save(kind, event.currentTarget);
            }}
          >
            {copy.kinds[kind]}
          </button>
        ))}
      </div>
      {hasFailed && <p role="alert">{copy.saveFailed}</p>}
    </section>
  );
}

/** Of a table in which no file could be opened. */
const NO_SOURCE = { labels: [], model: { name: '', version: '' } };
