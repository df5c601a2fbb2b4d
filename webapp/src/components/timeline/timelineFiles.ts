import {
  timelineCsv,
  timelineFileName,
  timelineJson,
  type RecordedTimeline,
} from '../../state/timelineExport';
import type { Look } from './drawLanes';
import { saveFile } from './saveFile';
import { timelinePicture, type PictureWords } from './timelinePicture';

/** Saves a session as a table, data or a picture. */
export async function saveTimeline(
  kind: 'csv' | 'json' | 'png',
  recorded: RecordedTimeline,
  look: Look,
  words: PictureWords,
): Promise<void> {
  const content =
    kind === 'png' ? await timelinePicture(recorded, look, words) : textFile(kind, recorded);
  await saveFile(content, timelineFileName(recorded.startedAt, kind));
}

function textFile(kind: 'csv' | 'json', recorded: RecordedTimeline): Blob {
  return kind === 'csv'
    ? new Blob([timelineCsv(recorded)], { type: 'text/csv;charset=utf-8' })
    : new Blob([timelineJson(recorded)], { type: 'application/json' });
}
