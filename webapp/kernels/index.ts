/** What the module exports. Pointers are to float32 numbers, images channels last. */
export { convolve, convolveDepthwise } from './convolution';
export { gemm, packPanels, panelFloats } from './gemm';
export { allocate, free } from './memory';
export { add, addRow, clampAll, multiplyRow, padImages } from './pointwise';
export { maxPool, meanPixels } from './pooling';
export { convolveWinograd, packWinograd } from './winograd';
