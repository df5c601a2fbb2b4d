import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
/** Of this run of Playwright, whose workers have one parent. */
const LOCK = fileURLToPath(
  new URL(`../../node_modules/.cache/package-of-${process.ppid}`, import.meta.url),
);

/** Builds dist-package, once for all tests of a run. */
export async function buildPackage(): Promise<void> {
  const done = `${LOCK}/done`;
  try {
    mkdirSync(LOCK);
  } catch {
    while (!existsSync(done)) await sleep(200);
    return;
  }
  try {
    execFileSync('npm', ['run', '--silent', 'build:package'], { cwd: WEBAPP });
  } finally {
    // Those who wait must not wait for ever; without a package they fail by themselves.
    writeFileSync(done, '');
  }
}
