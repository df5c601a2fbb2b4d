import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import type { VideoControl } from '../hooks/useVideo';
import { Icon } from './Icon';

/** One press of an arrow key moves a video by so much. */
const STEP_MS = 1000;

export interface VideoBarProps {
  /** Infinite where the file does not say. */
  readonly durationMs: number;
  readonly control: VideoControl;
}

/** Plays and pauses a video, and shows and sets where it is. */
export function VideoBar({ durationMs, control }: VideoBarProps): ReactElement {
  const { controls, media, timeline } = useCopy();
  const { isPlaying, timeMs, toggle, seek } = control;
  const isKnown = Number.isFinite(durationMs);
  const at = timeline.clock(timeMs);
  const text = isKnown ? media.time(at, timeline.clock(durationMs)) : at;
  return (
    <div className="video-bar">
      <button
        type="button"
        className="video-play"
        onClick={toggle}
        aria-label={isPlaying ? controls.pause : media.play}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      {isKnown && (
        <input
          type="range"
          className="video-slider"
          min={0}
          max={durationMs}
          step={STEP_MS / 10}
          value={Math.min(timeMs, durationMs)}
          aria-label={media.position}
          aria-valuetext={text}
          onKeyDown={(event) => {
            const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (direction === undefined) return;
            event.preventDefault();
            seek(Math.max(0, Math.min(durationMs, timeMs + direction * STEP_MS)));
          }}
          onChange={(event) => {
            seek(Number(event.target.value));
          }}
        />
      )}
      <span className="video-time">{text}</span>
    </div>
  );
}
