import { BUNDLED_KERNELS } from '../compute/kernelFiles';
import { createFrameGrabber } from '../crops/frameGrabber';
import { answerRequests } from './answerRequests';
import type { WorkerReply } from './protocol';

/** The worker's entry point. */

const reply = (message: WorkerReply) => {
  self.postMessage(message);
};
const answer = answerRequests({
  kernels: BUNDLED_KERNELS,
  createGrabber: createFrameGrabber,
  reply,
});

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  answer(event.data);
});
reply({ kind: 'started' });
