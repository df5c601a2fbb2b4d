import { StrictMode, useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { useExpressions } from './useExpressions.js';

function LiveLabel() {
  const video = useRef(null);
  const { faces, error } = useExpressions(video);
  useEffect(() => {
    navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
      video.current.srcObject = stream;
    });
  }, []);
  const names = faces.map(({ sure, expression }) => (sure ? expression : 'not sure'));
  return (
    <>
      <video ref={video} autoPlay muted playsInline />
      <output>{error ? error.message : names.join(', ') || 'no face in sight'}</output>
    </>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <LiveLabel />
  </StrictMode>,
);
