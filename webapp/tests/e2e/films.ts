import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test, type LaunchOptions } from '@playwright/test';

/** What tests/camera_feed.py draws. */
export type Film = 'one' | 'side' | 'two' | 'four' | 'none' | 'dark' | 'small';

export const FILMS_FOLDER = fileURLToPath(
  new URL('../../node_modules/.cache/films/', import.meta.url),
);

const QUIET_BROWSER = ['--no-sandbox', '--disable-background-networking'];

/** What a camera shows: a film, or Chromium's own moving test card. */
type Picture = Film | 'test card';

/** How to start a browser that says yes to the camera, which shows `picture`. */
export function browserWithFilm(picture: Picture, ...moreArgs: string[]): LaunchOptions {
  const executablePath = process.env['CHROMIUM'];
  const film =
    picture === 'test card' ? [] : [`--use-file-for-fake-video-capture=${filmFile(picture)}`];
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      ...QUIET_BROWSER,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...film,
      ...moreArgs,
    ],
  };
}

/** What a film's own browser takes over from the project. */
const PROJECT_OPTIONS = [
  'baseURL',
  'viewport',
  'deviceScaleFactor',
  'isMobile',
  'hasTouch',
  'userAgent',
  'serviceWorkers',
];

interface OwnBrowser {
  /** What the camera shows. */
  readonly film: Picture;
  /** What the browser is started with besides. */
  readonly browserArgs: readonly string[];
}

/** A test with a browser of its own, whose camera shows `film`. */
export const filmTest = test.extend<OwnBrowser>({
  film: ['one', { option: true }],
  browserArgs: [[], { option: true }],
  context: async ({ playwright, film, browserArgs }, use, { project }) => {
    const browser = await playwright.chromium.launch(browserWithFilm(film, ...browserArgs));
    const options = Object.entries(project.use).filter(([name]) => PROJECT_OPTIONS.includes(name));
    await use(await browser.newContext(Object.fromEntries(options)));
    await browser.close();
  },
});

/** Skips the tests of this file, and says why, where no films could be drawn. */
export function needsFilms(): void {
  test.skip(
    () => !existsSync(filmFile('one')),
    'needs Python with scikit-image and OpenCV to draw the camera films: set PYTHON',
  );
}

/** A grey picture. */
export interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row, 0 to 255. */
  readonly greys: Uint8Array;
}

/** A film's first frame, as it lies in the file. */
export function readFilm(film: Film): GreyPicture {
  const bytes = readFileSync(filmFile(film));
  const headerEnd = bytes.indexOf('\n');
  const header = /^YUV4MPEG2 W(\d+) H(\d+) /.exec(bytes.toString('latin1', 0, headerEnd));
  if (header === null) throw new Error(`expected a YUV4MPEG2 film in ${filmFile(film)}`);
  const [widthPx, heightPx] = [Number(header[1]), Number(header[2])];
  const start = bytes.indexOf('\n', headerEnd + 1) + 1;
  return { widthPx, heightPx, greys: bytes.subarray(start, start + widthPx * heightPx) };
}

function filmFile(film: Film): string {
  return `${FILMS_FOLDER}${film}.y4m`;
}
