import { createReader } from '@mien/reader';

const output = document.querySelector('output');
try {
  const reader = await createReader();
  const { faces } = await reader.read(document.querySelector('img'));
  const names = faces.map(({ sure, expression }) => (sure ? expression : 'not sure'));
  output.textContent = names.join(', ') || 'no face in sight';
} catch (error) {
  output.textContent = error.message;
}
