/**
 * Replaces `@tensorflow/tfjs-core` in the built page (see build/tensorflow.ts): the same without
 * gradients and chained operations, which only training needs.
 */
import '@tensorflow/tfjs-core/dist/base_side_effects';

export * from '@tensorflow/tfjs-core/dist/base';
