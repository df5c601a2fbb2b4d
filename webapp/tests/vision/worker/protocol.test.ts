import { describe, expect, it } from 'vitest';
import { parseReply, parseRequest } from '../../../src/vision/worker/protocol';

describe('the protocol', () => {
  const read = { kind: 'read', frameId: 1, timestampMs: 0, mode: 'stream', frame: {} };

  it.each([
    [{ kind: 'load', models: { url: 'https://mien.example/models/' }, smoothingHalfLifeMs: 150 }],
    [read],
    [{ kind: 'occlude', faceId: 1, expression: undefined, row: 0 }],
    [{ kind: 'smooth', halfLifeMs: 0 }],
    [{ kind: 'reset' }],
  ])('takes the request %j', (data) => {
    expect(parseRequest(data)).toBe(data);
  });

  it.each([
    [undefined],
    [{ kind: 'load' }],
    [{ kind: 'occlude', faceId: 1 }],
    [{ kind: 'occlude', faceId: 1, expression: 'tired', row: 0 }],
    [{ kind: 'smooth', halfLifeMs: NaN }],
    [{ ...read, mode: 'video' }],
    [{ ...read, frame: null }],
    [{ ...read, timestampMs: NaN }],
  ])('refuses the request %j', (data) => {
    expect(() => parseRequest(data)).toThrow(/expected a request/);
  });

  it.each([
    [{ kind: 'failed', frameId: 1, code: 'odd', message: '' }],
    [{ kind: 'reading', reading: { frameId: 'one', faces: [] } }],
    [{ kind: 'occluded', row: { falls: 1 } }],
    [{ kind: 'progress', progress: 'half' }],
  ])('refuses the reply %j', (data) => {
    expect(() => parseReply(data)).toThrow(/expected a reply/);
  });
});
