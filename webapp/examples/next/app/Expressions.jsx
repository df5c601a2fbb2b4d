'use client';

import { createReader } from '@mien/reader';
import { useEffect, useRef, useState } from 'react';

/** A picture and what is read in it. The server renders it too, where importing the reader does nothing. */
export function Expressions({ src }) {
  const picture = useRef(null);
  const [words, setWords] = useState('Reading…');
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const read = async () => {
      const reader = await createReader({ signal });
      signal.addEventListener('abort', () => reader.dispose());
      const { faces } = await reader.read(picture.current, { signal });
      const names = faces.map(({ sure, expression }) => (sure ? expression : 'not sure'));
      setWords(names.join(', ') || 'no face in sight');
    };
    read().catch((error) => signal.aborted || setWords(error.message));
    return () => abort.abort();
  }, [src]);
  return (
    <>
      <img ref={picture} src={src} alt="" />
      <output>{words}</output>
    </>
  );
}
