import type { CameraErrorCode } from '../../src/camera/errors';
import { dueMs } from '../../src/camera/life/duties';
import { nextLife } from '../../src/camera/life/machine';
import { NO_LIFE, type Life, type LifeEvent } from '../../src/camera/life/state';

export const FRONT = { facing: 'user' } as const;
export const BACK = { deviceId: 'back' } as const;

/** A camera's life on a clock, with the timer that the keeper would set. */
export class Clock {
  nowMs = 1000;
  life: Life = NO_LIFE;
  send(...events: LifeEvent[]): this {
    for (const event of events) this.life = nextLife(this.life, event, this.nowMs);
    return this;
  }
  wait(ms: number): this {
    const endMs = this.nowMs + ms;
    for (;;) {
      const due = dueMs(this.life);
      if (due === undefined || due > endMs) break;
      this.nowMs = Math.max(due, this.nowMs);
      this.send({ type: 'timer' });
    }
    this.nowMs = endMs;
    return this;
  }
  /** Frames that are read, 10 a second. */
  read(ms: number): this {
    for (let passed = 0; passed < ms; passed += 100) {
      this.send({ type: 'frame' }).wait(40).send({ type: 'read' }).wait(60);
    }
    return this;
  }
  /** The browser gives the camera that it was asked for last. */
  open(): this {
    return this.send({ type: 'opened', opening: this.life.opening });
  }
  refuse(code: CameraErrorCode, about = { isAboutSize: false, isAboutDevice: false }): this {
    return this.send({ type: 'refused', opening: this.life.opening, code, ...about });
  }
}
