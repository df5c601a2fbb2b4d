import { Human } from '/peers/@vladmandic/human/dist/human.esm.js';

const [video, output] = document.querySelectorAll('video, output');
const human = new Human({
  modelBasePath: '/peers/@vladmandic/human/models/',
  face: { mesh: { enabled: false }, iris: { enabled: false }, description: { enabled: false } },
  body: { enabled: false },
  hand: { enabled: false },
  gesture: { enabled: false },
});
const look = async () => {
  const { face } = await human.detect(video);
  output.textContent = face[0]?.emotion?.[0].emotion ?? '';
  requestAnimationFrame(look);
};
look();
