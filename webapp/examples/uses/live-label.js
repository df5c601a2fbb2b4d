/** The expression of the face before the camera, in large letters. */
import { createReader } from '../index.js';

const [button, video, output] = document.querySelectorAll('button, video, output');

button.addEventListener('click', async () => {
  button.hidden = true;
  show('Loading…');
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
    await video.play();
    const reader = await createReader();
    await reader.watch(video, ({ faces: [largest] }) => {
      if (largest === undefined) show('no face in sight');
      else show(largest.sure ? largest.expression : 'not sure');
    });
  } catch (error) {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    button.hidden = false;
    show(error.message);
  }
});

function show(words) {
  // The same words again would be read out again.
  if (output.textContent !== words) output.textContent = words;
}
