import { useState, type ReactElement, type ReactNode } from 'react';
import type { Copy } from '../copy';
import { useCopy } from '../hooks/useCopy';
import { useExplanation, type Explanation } from '../hooks/useExplanation';
import { decisivePart } from '../state/explanation';
import {
  OCCLUSION_CELLS,
  type ExpressionReader,
  type FaceReading,
  type OcclusionMap,
  type VisionError,
} from '../vision/index';
import { OcclusionPicture } from './OcclusionPicture';
import { Sheet } from './Sheet';

export interface FaceSheetProps {
  /** The reader is spent. */
  readonly onReaderFailure: (error: VisionError) => void;
  /** The face as it was when it was asked about; undefined closes the sheet. */
  readonly face: FaceReading | undefined;
  readonly reader: ExpressionReader | undefined;
  readonly onClose: () => void;
  /** What else is to be done with the face as the camera saw it, where a person turned that on. */
  readonly offer: FaceOffer | undefined;
}

/** @param cropped 48 x 48 grey levels, the same as long as the sheet is open */
export type FaceOffer = (cropped: Uint8Array) => ReactNode;

/** One face's details: why it is read so, how sure that is, and what would help. */
export function FaceSheet(props: FaceSheetProps): ReactElement {
  const { face, reader, onClose, offer, onReaderFailure } = props;
  const copy = useCopy();
  const isOpen = face !== undefined && reader !== undefined;
  return (
    <Sheet title={face === undefined ? '' : titleOf(face, copy)} isOpen={isOpen} onClose={onClose}>
      {isOpen && (
        <FaceDetails face={face} reader={reader} offer={offer} onReaderFailure={onReaderFailure} />
      )}
    </Sheet>
  );
}

function titleOf(face: FaceReading, copy: Copy): string {
  if (!face.sure) return copy.live.notSure;
  const name = copy.expressionName(face.expression);
  return `${name} ${copy.percent(face.probabilities[face.expression])}`;
}

interface FaceDetailsProps {
  readonly onReaderFailure: (error: VisionError) => void;
  readonly face: FaceReading;
  readonly reader: ExpressionReader;
  readonly offer: FaceOffer | undefined;
}

function FaceDetails(props: FaceDetailsProps): ReactElement {
  const { face, reader, offer, onReaderFailure } = props;
  const copy = useCopy();
  const { explanation, stop, restart } = useExplanation(reader, face.id, onReaderFailure);
  const [isMapShown, setMapShown] = useState(true);
  const map = 'map' in explanation ? explanation.map : undefined;
  const [cropped, setCropped] = useState<Uint8Array>();
  // Begun again, the explanation must not change the picture under the person's finger.
  if (cropped === undefined && map !== undefined) setCropped(map.cropped);
  const name = copy.expressionName(map?.expression ?? face.expression);
  const share = face.probabilities[face.expression];
  return (
    <div className="face" data-explanation={explanation.status}>
      <div className="face-picture-row">
        {map === undefined ? (
          <div className="occlusion" />
        ) : (
          <OcclusionPicture map={map} isMapShown={isMapShown} label={copy.face.seen} />
        )}
        <p className="face-caption">{copy.face.seen}</p>
      </div>
      <ExplanationProgress explanation={explanation} onStop={stop} onRestart={restart} />
      {map !== undefined && (
        <>
          <label className="choice">
            <input
              type="checkbox"
              checked={isMapShown}
              onChange={(event) => {
                setMapShown(event.target.checked);
              }}
            />
            <span>{copy.face.showMap}</span>
          </label>
          <p>{copy.face.mapFor(name)}</p>
          <div role="status">
            {explanation.status === 'done' && <p>{partText(map, name, copy)}</p>}
          </div>
        </>
      )}
      <h3>{copy.face.certaintyTitle}</h3>
      <p>{face.sure ? copy.face.sure(name, share) : copy.face.notSure(reader.info.notSureBelow)}</p>
      {face.hints.length > 0 && (
        <>
          <h3>{copy.face.hintsTitle}</h3>
          <ul className="face-hints">
            {face.hints.map((hint) => (
              <li key={hint}>{copy.hints[hint]}</li>
            ))}
          </ul>
        </>
      )}
      {cropped !== undefined && offer?.(cropped)}
    </div>
  );
}

interface ExplanationProgressProps {
  readonly explanation: Explanation;
  readonly onStop: () => void;
  readonly onRestart: () => void;
}

function ExplanationProgress(props: ExplanationProgressProps): ReactElement | null {
  const { explanation, onStop, onRestart } = props;
  const { face } = useCopy();
  switch (explanation.status) {
    case 'starting':
    case 'working': {
      const done = explanation.status === 'working' ? explanation.map.falls.length : 0;
      return (
        <div className="face-progress">
          <label>
            <span>{face.working}</span>
            <progress max={OCCLUSION_CELLS ** 2} value={done} />
          </label>
          <button type="button" className="button button-quiet" onClick={onStop}>
            {face.stop}
          </button>
        </div>
      );
    }
    case 'stopped':
      return (
        <div className="face-progress">
          <span>{face.stopped}</span>
          <button type="button" className="button button-quiet" onClick={onRestart}>
            {face.again}
          </button>
        </div>
      );
    case 'gone':
      return <p role="alert">{face.gone}</p>;
    case 'done':
      return null;
  }
}

/** Which part of the face mattered most, in words. */
export function partText(map: OcclusionMap, name: string, { face }: Copy): string {
  const part = decisivePart(map);
  if (part === undefined) return face.mapFlat(name);
  return face.mapPart(name, face.parts[part.row]?.[part.column] ?? '', part.fall);
}
