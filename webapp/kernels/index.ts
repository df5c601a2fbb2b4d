/** The module's exports. Pointers are to float32 numbers; images have their channels last. */
export { convolve, convolveDepthwise } from './convolution';
export { gemm, packPanels, panelFloats } from './gemm';
export { allocate, free } from './memory';
export { add, addRow, clampAll, multiplyRow, padImages } from './pointwise';
export { maxPool, meanPixels } from './pooling';
export { convolveWinograd, packWinograd } from './winograd';
