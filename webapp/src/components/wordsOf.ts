import { isOfLook, type Trouble } from '../camera/life/state';
import type { Copy } from '../copy';
import type { Headline } from '../state/headline';
import type { ReadingKind } from '../state/liveReading';

export interface WordsContext {
  readonly waiting: string;
  readonly kind: ReadingKind;
  readonly trouble?: Trouble | undefined;
  readonly copy: Copy;
}

/** The two lines of words over the bars. */
export function wordsOf(
  headline: Headline,
  { waiting, kind, trouble, copy }: WordsContext,
): { title: string; help: string } {
  const { live } = copy;
  const said = troubleSaid(headline, trouble);
  if (said !== undefined) return copy.troubles[said];
  switch (headline.kind) {
    case 'starting':
      return { title: waiting, help: '' };
    case 'searching':
      return { title: live.searching, help: '' };
    case 'noFace':
      return kind === 'still'
        ? { title: live.noFaceInFile, help: live.noFaceInFileHelp }
        : { title: live.noFace, help: live.noFaceHelp };
    case 'face': {
      const { face } = headline;
      const [hint] = face.hints;
      const frozen = trouble === 'frozen' ? live.frozen : '';
      const advice = hint === undefined ? frozen : copy.hints[hint];
      if (!face.sure) {
        return { title: live.notSure, help: advice === '' ? live.notSureHelp : advice };
      }
      const share = copy.percent(face.probabilities[face.expression]);
      return { title: `${copy.expressionName(face.expression)} ${share}`, help: advice };
    }
  }
}

/** A face that is read says more than a trouble with the picture; without readings, nothing else is said. */
export function troubleSaid(headline: Headline, trouble: Trouble | undefined): Trouble | undefined {
  return headline.kind === 'face' && isOfLook(trouble) ? undefined : trouble;
}
