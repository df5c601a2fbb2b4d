import { createReader } from '/mien/index.js';

const [video, output] = document.querySelectorAll('video, output');
const reader = await createReader();
reader.watch(video, ({ faces: [face] }) => {
  output.textContent = face?.expression ?? '';
});
