import { expect, it } from 'vitest';
import { withImports } from '../../build/precache';

it("a script's imports are found, and theirs, but not what is imported later", () => {
  const code: Record<string, string> = {
    'assets/worker-1.js': 'import{a as b}from"./core-1.js";import("./later-1.js");',
    'assets/core-1.js': 'import"./runtime-1.js";import{c}from"./worker-1.js";',
    'assets/runtime-1.js': 'export{d}',
  };
  const found = withImports(['assets/worker-1.js'], (url) => code[url] ?? '');
  expect([...found].toSorted()).toEqual(Object.keys(code).toSorted());
});
