import { createFrameGrabber } from '../src/vision/crops/frameGrabber';
import { answerRequests } from '../src/vision/worker/answerRequests';
import type { WorkerReply } from '../src/vision/worker/protocol';
import { PACKED_KERNELS } from './kernels';

/** The worker's entry, with all it needs but the models. */

const reply = (message: WorkerReply) => {
  self.postMessage(message);
};
const answer = answerRequests({
  kernels: PACKED_KERNELS,
  createGrabber: createFrameGrabber,
  reply,
});

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  answer(event.data);
});
reply({ kind: 'started' });
