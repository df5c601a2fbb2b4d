import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WEBAPP = fileURLToPath(new URL('../../', import.meta.url));
export const PACKAGES = join(WEBAPP, 'dist-package');
export const READER = join(PACKAGES, 'reader');
export const ACCURATE = join(PACKAGES, 'accurate');
