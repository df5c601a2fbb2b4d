/**
 * @typedef {object} Contender
 * @property {string} id
 * @property {string} title as the tables have it
 * @property {string} adapter file in pages/adapters
 * @property {Record<string, unknown>} settings of the adapter
 * @property {'still' | 'stream'} mode whether a frame may build on the one before
 * @property {readonly ('one' | 'four')[]} faces in the frames that it reads
 * @property {boolean} namesExpressions
 */

/** @type {readonly Contender[]} */
export const CONTENDERS = [
  {
    id: 'mien',
    title: 'Mien, each frame by itself',
    adapter: 'mien',
    settings: {},
    mode: 'still',
    faces: ['one', 'four'],
    namesExpressions: true,
  },
  {
    id: 'mien-stream',
    title: 'Mien, as on its page: following',
    adapter: 'mien',
    settings: {},
    mode: 'stream',
    faces: ['one', 'four'],
    namesExpressions: true,
  },
  {
    id: 'face-api',
    title: '@vladmandic/face-api, tiny detector 320',
    adapter: 'faceApi',
    settings: { inputSize: 320 },
    mode: 'still',
    faces: ['one', 'four'],
    namesExpressions: true,
  },
  {
    id: 'human',
    title: '@vladmandic/human, each frame by itself',
    adapter: 'human',
    settings: {},
    mode: 'still',
    faces: ['one', 'four'],
    namesExpressions: true,
  },
  {
    id: 'human-cached',
    title: '@vladmandic/human, its defaults for films',
    adapter: 'human',
    settings: { cached: true },
    mode: 'stream',
    faces: ['one'],
    namesExpressions: true,
  },
  {
    id: 'paper',
    title: "The paper's page rebuilt, first face only",
    adapter: 'paper',
    settings: { inputSize: 320 },
    mode: 'still',
    faces: ['one'],
    namesExpressions: true,
  },
  {
    id: 'mediapipe',
    title: 'MediaPipe Tasks, detector only',
    adapter: 'mediaPipe',
    settings: {},
    mode: 'still',
    faces: ['one', 'four'],
    namesExpressions: false,
  },
];

/** How many faces there are in a frame. */
export const FACES = { one: 1, four: 4 };

/**
 * @param {string} id
 * @returns {Contender}
 */
export function contenderOf(id) {
  const found = CONTENDERS.find((contender) => contender.id === id);
  if (found === undefined) throw new Error(`expected a contender's id, got ${id}`);
  return found;
}
