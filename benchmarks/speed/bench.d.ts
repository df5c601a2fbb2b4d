/** What pages/bench.js puts into each contender's page. */
declare var bench: {
  load(adapter: string, settings: Record<string, unknown>): Promise<string>;
  read(task: import('./openBench.js').Task): Promise<import('./openBench.js').Reading[]>;
  find(file: string): Promise<{ ms: number; boxes: import('./stills.js').Box[] }>;
  tensors(): number;
};
declare var speedFrames: number[];
declare var speedFirstMs: number | undefined;
