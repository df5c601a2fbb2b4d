/** Nothing is set for the reader. */
export default {
  esbuild: { jsx: 'automatic' },
};
