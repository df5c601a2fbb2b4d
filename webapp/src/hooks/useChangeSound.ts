import { useEffect } from 'react';
import { watchChanges } from '../state/changes';
import type { LiveReading } from '../state/liveReading';

/** A soft A above middle C, as long as a tap on a glass. */
const PITCH_HZ = 440;
const LENGTH_S = 0.25;
const LOUDNESS = 0.06;

/** A soft tone when the main face's expression changes and has settled; no oftener than speech. */
export function useChangeSound(live: LiveReading, isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !('AudioContext' in window)) return undefined;
    const audio = new AudioContext();
    // Phones take the sound away for a call, and leave it off afterwards.
    audio.onstatechange = () => {
      audio.resume().catch(() => undefined);
    };
    const unsubscribe = watchChanges(live, () => {
      playTone(audio);
    });
    return () => {
      unsubscribe();
      audio.close().catch(() => undefined);
    };
  }, [live, isOn]);
}

function playTone(audio: AudioContext): void {
  const now = audio.currentTime;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = PITCH_HZ;
  volume.gain.setValueAtTime(LOUDNESS, now);
  volume.gain.exponentialRampToValueAtTime(LOUDNESS / 100, now + LENGTH_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + LENGTH_S);
}
