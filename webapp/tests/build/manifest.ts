import type { Manifest } from 'vite';

/** A small page as Vite's manifest describes it; two of its parts are loaded later. */
export const MANIFEST: Manifest = {
  'index.html': {
    file: 'assets/index.js',
    isEntry: true,
    imports: ['_runtime.js'],
    dynamicImports: ['src/components/giving/GivingPart.tsx', 'src/study/StudyPart.tsx'],
    css: ['assets/index.css'],
    assets: ['assets/worker.js'],
  },
  '_runtime.js': { file: 'assets/runtime.js' },
  // Both parts need the form; the list imports the page again.
  '_form.js': { file: 'assets/form.js', imports: ['_runtime.js'] },
  '_list.js': { file: 'assets/list.js', imports: ['index.html'] },
  '_seal.js': { file: 'assets/seal.js', css: ['assets/seal.css'], assets: ['assets/stamp.png'] },
  'src/components/giving/GivingPart.tsx': {
    file: 'assets/GivingPart.js',
    isDynamicEntry: true,
    imports: ['index.html', '_form.js', '_seal.js'],
    css: ['assets/GivingPart.css'],
  },
  'src/study/StudyPart.tsx': {
    file: 'assets/StudyPart.js',
    isDynamicEntry: true,
    imports: ['index.html', '_form.js', '_list.js'],
    css: ['assets/StudyPart.css'],
  },
};
