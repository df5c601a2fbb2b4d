import { isVisionErrorCode, VisionError } from '../errors';
import { isExpression, type Expression } from '../expressions';
import type { ModelFolders } from '../models/modelFiles';
import type { Frame } from '../sources';
import type { FrameReading, LoadProgress, OfferedModel, ReaderInfo, ReadProgress } from '../types';
import type { OccludedRow } from './explainer';

/**
 * The messages between page and worker. Both sides come from one build, so a guard checks only the
 * fields that distinguish messages, not every number; anything else is refused with `protocolBroken`.
 */

/** 'stream' follows faces from frame to frame; 'still' reads a single picture. */
export type ReadMode = 'stream' | 'still';

/** From page to worker. `load` comes first and once; one `read` at a time. */
export type WorkerRequest =
  | {
      readonly kind: 'load';
      readonly models: ModelFolders;
      readonly model: string | undefined;
      readonly smoothingHalfLifeMs: number;
    }
  | {
      readonly kind: 'read';
      readonly frameId: number;
      readonly timestampMs: number;
      readonly mode: ReadMode;
      /** Moved to the worker, which closes it. */
      readonly frame: Frame;
    }
  | {
      readonly kind: 'occlude';
      readonly faceId: number;
      /** The likeliest if undefined. */
      readonly expression: Expression | undefined;
      /** Row 0 takes the face from the newest reading; later rows use the same face. */
      readonly row: number;
    }
  | { readonly kind: 'smooth'; readonly halfLifeMs: number }
  | { readonly kind: 'list' }
  | { readonly kind: 'reset' }
  /** Ends the search of the single picture being read, if it is this one. */
  | { readonly kind: 'stop'; readonly frameId: number };

/** From worker to page. */
export type WorkerReply =
  /** The worker's script has run. */
  | { readonly kind: 'started' }
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  /** Progress of the single picture being read. */
  | { readonly kind: 'searching'; readonly progress: ReadProgress }
  | { readonly kind: 'ready'; readonly info: ReaderInfo }
  | { readonly kind: 'models'; readonly models: readonly OfferedModel[] }
  | { readonly kind: 'reading'; readonly reading: FrameReading }
  | { readonly kind: 'occluded'; readonly row: OccludedRow }
  /** Loading failed if `frameId` is undefined, else that frame; the worker continues after a frame. */
  | {
      readonly kind: 'failed';
      readonly frameId: number | undefined;
      readonly code: VisionError['code'];
      readonly message: string;
    };

/** @throws VisionError `protocolBroken` */
export function parseRequest(data: unknown): WorkerRequest {
  if (isRequest(data)) return data;
  throw new VisionError(
    'protocolBroken',
    `expected a request, got ${kindOf(data)}. Take all files from one version.`,
  );
}

/** @throws VisionError `protocolBroken` */
export function parseReply(data: unknown): WorkerReply {
  if (isReply(data)) return data;
  throw new VisionError(
    'protocolBroken',
    `expected a reply, got ${kindOf(data)}. Take all files from one version.`,
  );
}

/** Whether it is one of the page's messages. */
export function isRequest(data: unknown): data is WorkerRequest {
  if (!isRecord(data)) return false;
  switch (data['kind']) {
    case 'load':
      return isRecord(data['models']) && isNumber(data['smoothingHalfLifeMs']);
    case 'read':
      return (
        isNumber(data['frameId']) &&
        isNumber(data['timestampMs']) &&
        (data['mode'] === 'stream' || data['mode'] === 'still') &&
        isRecord(data['frame'])
      );
    case 'occlude':
      return (
        isNumber(data['faceId']) &&
        isNumber(data['row']) &&
        (data['expression'] === undefined || isExpression(data['expression']))
      );
    case 'smooth':
      return isNumber(data['halfLifeMs']);
    case 'list':
    case 'reset':
      return true;
    case 'stop':
      return isNumber(data['frameId']);
    default:
      return false;
  }
}

function isReply(data: unknown): data is WorkerReply {
  if (!isRecord(data)) return false;
  switch (data['kind']) {
    case 'started':
      return true;
    case 'progress':
      return isRecord(data['progress']) && typeof data['progress']['phase'] === 'string';
    case 'searching':
      return isRecord(data['progress']) && isRecord(data['progress']['reading']);
    case 'ready':
      return isRecord(data['info']) && Array.isArray(data['info']['labels']);
    case 'models':
      return Array.isArray(data['models']);
    case 'reading':
      return (
        isRecord(data['reading']) &&
        isNumber(data['reading']['frameId']) &&
        Array.isArray(data['reading']['faces'])
      );
    case 'occluded':
      return isRecord(data['row']) && Array.isArray(data['row']['falls']);
    case 'failed':
      return (
        (data['frameId'] === undefined || isNumber(data['frameId'])) &&
        isVisionErrorCode(data['code']) &&
        typeof data['message'] === 'string'
      );
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function kindOf(data: unknown): string {
  return isRecord(data) ? `one of kind ${String(data['kind'])}` : typeof data;
}
