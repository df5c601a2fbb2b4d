import type { ReaderOptions, ReaderSettings } from '../api';
import type { VisionError } from '../errors';
import { folderUrl } from '../models/folderUrl';
import type { ModelFolders } from '../models/modelFiles';
import type { Platform } from './platform';
import { refusal } from './refusing';

/** Follows an expression within a few frames, and hides flicker of single frames. */
const SMOOTHING_HALF_LIFE_MS = 150;

/** What the worker must load. */
export interface Load {
  readonly models: ModelFolders;
  readonly model: string | undefined;
  readonly smoothingHalfLifeMs: number;
}

/**
 * What the options ask to load, once models that are modules have arrived.
 *
 * @throws VisionError `badOption`, naming it; `network` if a module cannot be loaded.
 */
export async function loadOf({ unpackModels }: Platform, options: ReaderOptions): Promise<Load> {
  const { model, models } = options;
  const smoothingHalfLifeMs = (await halfLifeOf(options)) ?? SMOOTHING_HALF_LIFE_MS;
  if (models === undefined && unpackModels !== undefined) {
    return { models: await unpackModels(model), model: undefined, smoothingHalfLifeMs };
  }
  const url = folderUrl(await addressOf('models', models)).href;
  const name = typeof model === 'object' ? model.name : model;
  return { models: { url }, model: name, smoothingHalfLifeMs };
}

/**
 * @returns undefined if it is not given
 * @throws VisionError `badOption`
 */
export async function halfLifeOf(settings: ReaderSettings): Promise<number | undefined> {
  const { smoothingHalfLifeMs: halfLifeMs } = settings;
  if (halfLifeMs === undefined || (Number.isFinite(halfLifeMs) && halfLifeMs >= 0)) {
    return halfLifeMs;
  }
  throw await badOption('smoothingHalfLifeMs', 'milliseconds, 0 or more', halfLifeMs);
}

/**
 * Absolute: workers resolve addresses against their own script, pages against themselves.
 *
 * @throws VisionError `badOption`
 */
export async function addressOf(name: string, address: unknown): Promise<string> {
  try {
    if (typeof address === 'string' || address instanceof URL) {
      return new URL(address, 'location' in globalThis ? location.href : undefined).href;
    }
  } catch {
    // Reported below.
  }
  throw await badOption(name, 'an address', address);
}

/** @param name of the option */
export function badOption(name: string, expected: string, got: unknown): Promise<VisionError> {
  return refusal((refusals) => refusals.badOption(name, expected, got));
}
