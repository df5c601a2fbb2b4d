/**
 * What the faces before the camera show, on a transparent page: a browser source for OBS. Options
 * are in the address, as in overlay.html?position=face&font=Georgia&mirror=1; index.html lists them.
 */
import { createReader } from '../index.js';

const DEFAULTS = {
  position: 'bottom',
  show: 'words',
  font: 'system-ui',
  size: '64',
  color: 'white',
  mirror: '0',
  picture: '0',
  camera: '',
};
const VALUES = {
  position: 'top-left top top-right left center right bottom-left bottom bottom-right face',
  show: 'words emoji both',
  mirror: '0 1',
  picture: '0 1',
};
const EMOJI = {
  angry: '😠',
  disgust: '🤢',
  fear: '😨',
  happy: '😀',
  sad: '😢',
  surprise: '😮',
  neutral: '😐',
  'not sure': '🤔',
};

const [video, main] = document.querySelectorAll('video, main');
const options = { ...DEFAULTS, ...Object.fromEntries(new URLSearchParams(location.search)) };
const [mistake] = Object.entries(options).flatMap(mistakeIn);
if (mistake === undefined) start().catch(beginAgain);
else main.textContent = mistake;

function mistakeIn([name, value]) {
  const known = VALUES[name]?.split(' ');
  const got = `${name}: got "${value}", expected`;
  if (!Object.hasOwn(DEFAULTS, name)) return [`${got} one of ${Object.keys(DEFAULTS).join(', ')}`];
  if (known?.includes(value) === false) return [`${got} ${known.join(', ')}`];
  if (name === 'size' && !(value > 0)) return [`${got} pixels`];
  if (name === 'color' && !CSS.supports('color', value)) return [`${got} a colour of CSS`];
  return [];
}

async function start() {
  const { font, size, color, position } = options;
  Object.assign(main.style, { fontFamily: font, fontSize: `${size}px`, color });
  main.dataset.position = position;
  video.hidden = options.picture === '0';
  video.classList.toggle('mirrored', options.mirror === '1');
  video.srcObject = await openCamera(options.camera.toLowerCase());
  await video.play();
  const reader = await createReader();
  const unplugged = new AbortController();
  const { signal } = unplugged;
  video.srcObject.getVideoTracks()[0].addEventListener('ended', () => unplugged.abort());
  await reader.watch(video, draw, { signal });
  throw new Error('The camera has ended.');
}

async function openCamera(name) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  if (name === '') return stream;
  // Cameras have no names before one of them was opened.
  for (const track of stream.getTracks()) track.stop();
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter(({ kind }) => kind === 'videoinput');
  const deviceId = cameras.find(({ label }) => label.toLowerCase().includes(name))?.deviceId;
  if (deviceId !== undefined) {
    return navigator.mediaDevices.getUserMedia({ video: { deviceId: { exact: deviceId } } });
  }
  const names = cameras.map(({ label }) => label).join(', ');
  throw new Error(`camera: got "${options.camera}", expected part of ${names}`);
}

function draw({ widthPx, heightPx, faces }) {
  const isAbove = options.position === 'face';
  const scale = Math.min(innerWidth / widthPx, innerHeight / heightPx);
  const side = options.mirror === '1' ? -scale : scale;
  const labels = (isAbove ? faces : faces.slice(0, 1)).map(({ boxPx, sure, expression }) => {
    const label = document.createElement('span');
    const words = sure ? expression : 'not sure';
    const parts = { words: [words], emoji: [EMOJI[words]], both: [EMOJI[words], words] };
    label.textContent = parts[options.show].join(' ');
    if (isAbove) {
      const x = innerWidth / 2 + side * (boxPx.xPx + boxPx.widthPx / 2 - widthPx / 2);
      const y = innerHeight / 2 + scale * (boxPx.yPx - heightPx / 2);
      Object.assign(label.style, { left: `${x}px`, top: `${y}px` });
    }
    return label;
  });
  main.replaceChildren(...labels);
}

function beginAgain({ message }) {
  main.style.fontSize = '24px';
  main.textContent = message;
  // In a stream nobody can click.
  setTimeout(() => location.reload(), 5000);
}
