/** Written by scripts/buildPackage as `new URL('./worker.js', import.meta.url)`, as bundlers know it. */
declare const WORKER_URL: URL;

/** Deflated (RFC 1951), in base64. */
declare module 'packed:worker' {
  const text: string;
  export default text;
}
declare module 'packed:kernels' {
  const text: string;
  export default text;
}
declare module 'packed:kernels-relaxed' {
  const text: string;
  export default text;
}

/** A model's folder: its manifest, and its files as above. */
declare module 'packed:model/*' {
  const manifest: unknown;
  const files: Record<string, string>;
  export { manifest, files };
}
